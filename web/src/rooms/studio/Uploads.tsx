/* Uploads.tsx: a picture or a document, chosen, dropped or pasted; progress with a number, a way to stop it, what went wrong. */
import { Button, FileButton, Progress, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconPhoto, IconTrash, IconUpload } from '@tabler/icons-react';
import { useEffect, useRef, useState, type DragEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '../../api/problem.ts';
import type { Post } from '../../api/types.ts';
import { problemText } from '../../base/problemText.ts';
import { useLocale } from '../../base/useLocale.ts';
import { Icon } from '../../ui/Icon.tsx';
import { PostImage, type Picture } from '../../ui/PostImage.tsx';
import { FileRow } from '../home/Extras.tsx';
import classes from './editor.module.css';
import { UPLOAD_MAX, uploadDocument, uploadPicture, type Document } from './upload.ts';
import type { Changes, Whole } from './whole.ts';

type Send<T> = (file: File, signal: AbortSignal, onShare: (share: number) => void) => Promise<T>;

/** One upload at a time; a second one takes the place of the first. */
export function useUpload<T>(send: Send<T>, wrong: string, onDone: (made: T) => void) {
  const { t } = useTranslation();
  const { bytes } = useLocale();
  const [share, setShare] = useState<number | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const control = useRef<AbortController | null>(null);
  useEffect(() => () => control.current?.abort(), []);
  const start = async (file: File) => {
    control.current?.abort();
    setFault(null);
    if (file.size > UPLOAD_MAX) return setFault(t('studio.upload.tooLarge', { size: bytes(file.size), max: bytes(UPLOAD_MAX) }));
    const own = new AbortController();
    control.current = own;
    setShare(0);
    try {
      onDone(await send(file, own.signal, setShare));
    } catch (error) {
      if (own.signal.aborted) return;
      const problem = toApiError(error);
      setFault(problem.status === 413 ? t('studio.upload.tooLarge', { size: bytes(file.size), max: bytes(UPLOAD_MAX) }) : problem.status === 422 || problem.status === 415 ? wrong : problemText(problem, t));
    } finally {
      if (control.current === own) setShare(null);
    }
  };
  return { share, fault, start, stop: () => (control.current?.abort(), setShare(null)) };
}

/** How far an upload is, and the way to stop it. */
export function Sending({ share, onStop }: { share: number; onStop: () => void }) {
  const { t } = useTranslation();
  const { percent } = useLocale();
  return (
    <>
      <Progress value={share * 100} aria-label={t('studio.upload.sending')} w="100%" />
      <div className={classes.zoneRow} role="status">
        {share < 1 ? t('studio.upload.sent', { percent: percent(share * 100) }) : t('studio.upload.making')}
        <Button size="sm" variant="subtle" onClick={onStop}>
          {t('common.cancel')}
        </Button>
      </div>
    </>
  );
}

export function Fault({ text }: { text: string }) {
  return (
    <span role="alert" className={classes.fault}>
      <Icon of={IconAlertTriangle} size={18} />
      {text}
    </span>
  );
}

interface ZoneProps {
  accept: string;
  label: string;
  hint: string;
  share: number | null;
  fault: string | null;
  onFile: (file: File) => void;
  onStop: () => void;
}

function Zone({ accept, label, hint, share, fault, onFile, onStop }: ZoneProps) {
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (file) onFile(file);
  };
  return (
    <div
      className={classes.zone}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      {share !== null ? (
        <Sending share={share} onStop={onStop} />
      ) : (
        <>
          <FileButton accept={accept} onChange={(file) => file && onFile(file)}>
            {(props) => (
              <Button {...props} variant="default" leftSection={<Icon of={IconUpload} />}>
                {label}
              </Button>
            )}
          </FileButton>
          <span className={classes.quiet}>{hint}</span>
        </>
      )}
      {fault && <Fault text={fault} />}
    </div>
  );
}

interface FieldProps {
  post: Post;
  fields: Whole;
  set: (part: Changes) => void;
}

export function PictureField({ post, fields, set }: FieldProps) {
  const { t } = useTranslation();
  const [made, setMade] = useState<(Picture & { url: string }) | null>(null);
  const upload = useUpload(uploadPicture, t('studio.upload.noPicture'), (picture) => {
    setMade(picture);
    set({ image_url: picture.url, image_alt: '', image_credit: '', image_licence: '' });
  });
  const address = fields.image_url.trim();
  const image = made && made.url === address ? made : address === (post.image_url ?? '') ? post.image : null;
  // Paste works anywhere on the page that is no text field of its own.
  const { start } = upload;
  const starting = useRef(start);
  starting.current = start;
  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      const file = [...(event.clipboardData?.files ?? [])].find(({ type }) => type.startsWith('image/'));
      if (!file) return;
      event.preventDefault();
      void starting.current(file);
    };
    document.addEventListener('paste', paste);
    return () => document.removeEventListener('paste', paste);
  }, []);
  return (
    <section className={classes.group} aria-labelledby="picture-label">
      <h2 id="picture-label">
        <Icon of={IconPhoto} />
        {t('studio.part.image')}
      </h2>
      {(image || address) && (
        <div className={classes.picture}>
          <PostImage image={image} url={address} alt={fields.image_alt} eager />
          <Button size="sm" variant="default" leftSection={<Icon of={IconTrash} size={18} />} onClick={() => set({ image_url: '', image_alt: '', image_credit: '', image_licence: '' })}>
            {t('studio.upload.remove')}
          </Button>
        </div>
      )}
      <Zone
        accept="image/*"
        label={t(address ? 'studio.upload.replace' : 'studio.upload.picture')}
        hint={t('studio.upload.pictureHint')}
        share={upload.share}
        fault={upload.fault}
        onFile={(file) => void upload.start(file)}
        onStop={upload.stop}
      />
      {address ? (
        <>
          <TextInput
            label={t('studio.field.alt')}
            description={t('studio.field.altNote')}
            placeholder={t('studio.field.altHint')}
            maxLength={1500}
            value={fields.image_alt}
            onChange={(event) => set({ image_alt: event.currentTarget.value })}
            lang={fields.language || undefined}
            spellCheck
          />
          <div className={classes.two}>
            <TextInput label={t('studio.field.credit')} maxLength={200} value={fields.image_credit} onChange={(event) => set({ image_credit: event.currentTarget.value })} />
            <TextInput label={t('studio.field.licence')} placeholder={t('studio.field.licenceHint')} maxLength={200} value={fields.image_licence} onChange={(event) => set({ image_licence: event.currentTarget.value })} />
          </div>
        </>
      ) : (
        <TextInput label={t('studio.field.image')} maxLength={2000} placeholder="https://" value={fields.image_url} onChange={(event) => set({ image_url: event.currentTarget.value })} />
      )}
    </section>
  );
}

export function DocumentField({ post, fields, set }: FieldProps) {
  const { t } = useTranslation();
  const [made, setMade] = useState<Document | null>(null);
  const upload = useUpload(uploadDocument, t('studio.upload.noPdf'), (file) => {
    setMade(file);
    set({ file_id: file.id });
  });
  const file = made && made.id === fields.file_id ? made : post.file?.id === fields.file_id ? post.file : null;
  return (
    <section className={classes.group} aria-labelledby="document-label">
      <h2 id="document-label">{t('studio.part.file')}</h2>
      {file && (
        <>
          <FileRow file={file} />
          <Button size="sm" variant="default" leftSection={<Icon of={IconTrash} size={18} />} onClick={() => set({ file_id: '' })} className={classes.start}>
            {t('studio.upload.remove')}
          </Button>
        </>
      )}
      <Zone
        accept="application/pdf"
        label={t(file ? 'studio.upload.replace' : 'studio.upload.document')}
        hint={t('studio.upload.documentHint')}
        share={upload.share}
        fault={upload.fault}
        onFile={(chosen) => void upload.start(chosen)}
        onStop={upload.stop}
      />
    </section>
  );
}
