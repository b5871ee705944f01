/* EditorFields.tsx: the fields of a post, those of its kind among them; which those are comes from the server's table. */
import { Button, Input, SegmentedControl, Select, Switch, Textarea, TextInput } from '@mantine/core';
import { IconWand } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Post } from '../../api/types.ts';
import { useLocale } from '../../base/useLocale.ts';
import { fromWall, toWall } from '../../base/zoned.ts';
import { languages } from '../../i18n/index.ts';
import { Icon } from '../../ui/Icon.tsx';
import { useUnfurl, type Kind } from './api.ts';
import { ArticleInput } from './ArticleInput.tsx';
import { BODY_MAX, TITLE_MAX, URL_MAX } from './draft.ts';
import classes from './editor.module.css';
import { DocumentField, PictureField } from './Uploads.tsx';
import type { Changes, DetailName, Whole } from './whole.ts';

interface FieldsProps {
  post: Post;
  fields: Whole;
  set: (part: Changes) => void;
  kinds: Kind[];
}

export function EditorFields({ post, fields, set, kinds }: FieldsProps) {
  const { t } = useTranslation();
  const kind = kinds.find(({ name }) => name === fields.kind);
  const holds = (part: string) => kind?.parts.includes(part) ?? false;
  const needs = (part: string) => kind?.needs.some((need) => need === part) ?? false;
  const lang = fields.language || undefined;
  return (
    <>
      <div className={classes.two}>
        <Select
          label={t('studio.editor.kind')}
          description={t(`studio.kindNote.${fields.kind}`)}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          allowDeselect={false}
          data={kinds.map(({ name }) => ({ value: name, label: t(`studio.kind.${name as Post['kind']}`) }))}
          value={fields.kind}
          onChange={(value) => value && set({ kind: value as Post['kind'] })}
        />
        <Select
          label={t('field.language')}
          allowDeselect={false}
          data={languages.map((value) => ({ value, label: t(`language.${value}`) }))}
          value={fields.language || null}
          placeholder={t('studio.field.noLanguage')}
          onChange={(value) => set({ language: value ?? '' })}
        />
      </div>
      <Textarea
        autosize
        minRows={1}
        maxLength={TITLE_MAX}
        required
        label={t('studio.field.title')}
        error={fields.title.trim() ? undefined : t('error.field.required')}
        value={fields.title}
        onChange={(event) => set({ title: event.currentTarget.value.replaceAll('\n', ' ') })}
        classNames={{ input: classes.titleInput }}
        lang={lang}
        spellCheck
      />
      {holds('url') && <Address fields={fields} set={set} required={needs('url')} />}
      <Textarea
        autosize
        minRows={3}
        maxRows={14}
        maxLength={BODY_MAX}
        required={needs('body')}
        label={t(holds('article') ? 'studio.editor.standfirst' : 'studio.field.body')}
        value={fields.body}
        onChange={(event) => set({ body: event.currentTarget.value })}
        lang={lang}
        spellCheck
      />
      {holds('starts_at') && <When fields={fields} set={set} />}
      <Details fields={fields} set={set} holds={holds} needs={needs} />
      {holds('article') && <ArticleInput post={post.id} text={fields.article} lang={fields.language} onText={(article) => set({ article })} />}
      {holds('file') && <DocumentField post={post} fields={fields} set={set} />}
      <PictureField post={post} fields={fields} set={set} />
      <ForWhom fields={fields} set={set} />
    </>
  );
}

/** The page that is shared; what it says of itself can be taken over. */
function Address({ fields, set, required }: { fields: Whole; set: (part: Changes) => void; required: boolean }) {
  const { t } = useTranslation();
  const unfurl = useUnfurl();
  const [said, setSaid] = useState('');
  const take = () =>
    unfurl.mutate(fields.url.trim(), {
      onSuccess: (page) => {
        const job = page.job;
        const kind = page.kind === 'link' ? fields.kind : page.kind;
        // Nothing that was written is overwritten.
        const free = <K extends keyof Whole>(name: K, value: string | null | undefined): Changes => (value && !String(fields[name]).trim() ? { [name]: value } : {});
        set({
          kind,
          ...free('body', page.description),
          ...free('image_url', page.image),
          ...free('language', page.language?.slice(0, 2)),
          ...(page.title && fields.title.trim() === t('studio.write.untitled') ? { title: page.title } : {}),
          ...(job ? { ...free('place', job.place ?? (job.remote ? t('studio.editor.remote') : null)), ...free('contract', job.contract), ...free('salary', job.salary), ...free('valid_through', job.valid_through) } : {}),
        });
        setSaid(t('studio.editor.taken'));
      },
      onError: () => setSaid(t('studio.editor.notTaken')),
    });
  return (
    <div>
      <TextInput
        type="url"
        required={required}
        label={t('studio.field.url')}
        description={t(required ? 'studio.write.urlNote' : 'studio.editor.urlNote')}
        maxLength={URL_MAX}
        placeholder="https://"
        value={fields.url}
        onChange={(event) => set({ url: event.currentTarget.value })}
      />
      <div className={classes.zoneRow}>
        <Button size="sm" variant="subtle" leftSection={<Icon of={IconWand} size={18} />} disabled={!/^https?:\/\/\S+\.\S+/.test(fields.url.trim())} loading={unfurl.isPending} onClick={take}>
          {t('studio.editor.take')}
        </Button>
        <span role="status" className={classes.quiet}>
          {said}
        </span>
      </div>
    </div>
  );
}

function Moment({ name, fields, set, required, note }: { name: 'starts_at' | 'ends_at' | 'valid_through' | 'expires_at'; fields: Whole; set: (part: Changes) => void; required?: boolean; note?: string }) {
  const { t } = useTranslation();
  const { timeZone } = useLocale();
  // What is half typed is no time yet: the field holds it, the post does not.
  const [wall, setWall] = useState(() => toWall(fields[name], timeZone));
  const shown = fromWall(wall, timeZone) === fields[name] || !fields[name] ? wall : toWall(fields[name], timeZone);
  return (
    <TextInput
      type="datetime-local"
      label={t(`studio.part.${name}`)}
      required={required}
      description={note}
      value={shown}
      onChange={(event) => {
        setWall(event.currentTarget.value);
        set({ [name]: (fromWall(event.currentTarget.value, timeZone) ?? '').replace('.000Z', 'Z') });
      }}
    />
  );
}

function When({ fields, set }: { fields: Whole; set: (part: Changes) => void }) {
  const { t } = useTranslation();
  const { timeZone } = useLocale();
  return (
    <div className={classes.two}>
      <Moment name="starts_at" fields={fields} set={set} required note={t('studio.time.zone', { zone: timeZone })} />
      <Moment name="ends_at" fields={fields} set={set} note={t('studio.editor.endNote')} />
    </div>
  );
}

const texts: { name: Exclude<DetailName, 'starts_at' | 'ends_at' | 'valid_through'>; address?: boolean }[] = [
  { name: 'place' },
  { name: 'online_url', address: true },
  { name: 'contract' },
  { name: 'salary' },
  { name: 'referral_url', address: true },
];

function Details({ fields, set, holds, needs }: { fields: Whole; set: (part: Changes) => void; holds: (part: string) => boolean; needs: (part: string) => boolean }) {
  const { t } = useTranslation();
  const shown = texts.filter(({ name }) => holds(name));
  if (shown.length === 0) return null;
  return (
    <div className={classes.two}>
      {shown.map(({ name, address }) => (
        <TextInput
          key={name}
          type={address ? 'url' : 'text'}
          required={needs(name)}
          label={t(`studio.part.${name}`)}
          description={name === 'referral_url' ? t('studio.editor.referralNote') : undefined}
          placeholder={address ? 'https://' : undefined}
          maxLength={address ? URL_MAX : 200}
          value={fields[name]}
          onChange={(event) => set({ [name]: event.currentTarget.value })}
        />
      ))}
      {holds('valid_through') && <Moment name="valid_through" fields={fields} set={set} />}
    </div>
  );
}

function ForWhom({ fields, set }: { fields: Whole; set: (part: Changes) => void }) {
  const { t } = useTranslation();
  const linkless = !fields.url.trim() && !fields.referral_url.trim();
  return (
    <section className={classes.group} aria-label={t('studio.field.audience')}>
      <div className={classes.two}>
        <Input.Wrapper label={t('studio.field.audience')} labelElement="div" labelProps={{ id: 'editor-audience' }} description={linkless ? t('studio.noAddress') : undefined}>
          <SegmentedControl
            fullWidth
            aria-labelledby="editor-audience"
            data={[
              { value: 'shareable', label: t('studio.audience.shareable') },
              { value: 'internal', label: t('studio.audience.internal') },
            ]}
            value={fields.audience}
            onChange={(value) => set({ audience: value as Post['audience'] })}
          />
        </Input.Wrapper>
        <Moment name="expires_at" fields={fields} set={set} note={t('studio.editor.expiresNote')} />
      </div>
      <Switch label={t('studio.field.promotional')} checked={fields.promotional} onChange={(event) => set({ promotional: event.currentTarget.checked })} />
    </section>
  );
}
