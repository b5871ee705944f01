/* EditorPage.tsx: everything about one post on one page: its words, picture, document and what its kind adds; kept while it is typed. */
import { Alert, Button, Skeleton, Stack, Text } from '@mantine/core';
import { useNetwork } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { IconAlertTriangle, IconCheck, IconCloudOff, IconHistory } from '@tabler/icons-react';
import { lazy, Suspense, useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { keys } from '../../api/query.ts';
import { useMe } from '../../api/session.ts';
import { useLocale } from '../../base/useLocale.ts';
import { BackLink } from '../../ui/BackLink.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { usePlaceTitle } from '../../ui/Page.tsx';
import { ErrorCard } from '../../ui/states.tsx';
import { useAct, useCounts, useKinds, type Kind } from './api.ts';
import { Audience } from './Audience.tsx';
import { CampaignField } from './CampaignField.tsx';
import { Captions } from './Captions.tsx';
import { Conflict } from './Conflict.tsx';
import classes from './editor.module.css';
import { EditorFields } from './EditorFields.tsx';
import { Marks } from './Marks.tsx';
import { Mix } from './MixPane.tsx';
import { refusalText } from './missing.ts';
import { isProblem, toApiError } from '../../api/problem.ts';
import { readStored, useAutosave, type SaveState, type Stored } from './useAutosave.ts';

const ConfirmMix = lazy(() => import('./ConfirmMix.tsx'));
const History = lazy(() => import('./History.tsx'));
const Schedule = lazy(() => import('./Schedule.tsx'));

export function EditorPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/app/studio/posts/$id/edit' });
  const kinds = useKinds();
  const whole = useQuery({ queryKey: [...keys.studio, 'whole', id], queryFn: () => readStored(id), staleTime: 0, gcTime: 0, refetchOnMount: 'always' });
  usePlaceTitle(t('studio.editor.title'));
  if (whole.data && kinds.data && !whole.isFetching) return <Editor key={id} first={whole.data} kinds={kinds.data.items} />;
  const failed = whole.error ?? kinds.error;
  if (whole.data && kinds.data) return <Editor key={id} first={whole.data} kinds={kinds.data.items} />;
  return (
    <div className={classes.page}>
      <BackLink to="/studio">{t('nav.studio')}</BackLink>
      {failed ? (
        <ErrorCard title={t('studio.editor.failed')} error={failed} retry={() => void whole.refetch()} retrying={whole.isFetching} />
      ) : (
        <Stack gap="sm" role="status" aria-label={t('common.loading')}>
          <Skeleton height={44} />
          <Skeleton height={120} />
          <Skeleton height={320} />
        </Stack>
      )}
    </div>
  );
}

function Editor({ first, kinds }: { first: Stored; kinds: Kind[] }) {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const { at: suggested } = useSearch({ from: '/app/studio/posts/$id/edit' });
  const { online } = useNetwork();
  const { dateTime } = useLocale();
  const partsOf = useCallback((name: string) => kinds.find((kind) => kind.name === name)?.parts ?? [], [kinds]);
  const auto = useAutosave(me.id, first, partsOf);
  const act = useAct();
  const [past, setPast] = useState(false);
  const [timing, setTiming] = useState(false);
  const [over, setOver] = useState<{ what: 'publish' | 'schedule'; at: string | undefined } | null>(null);
  // What is out becomes promotional, over the ceiling: the save waits for an answer.
  const asked = auto.state === 'refused' && auto.problem?.slug === 'confirm';
  const counts = useCounts();
  const [refusal, setRefusal] = useState<string | null>(null);
  const { post } = auto.stored;
  const fixed = post.status === 'dropped';
  const waits = post.status === 'draft' || post.status === 'pending';

  const step = async (what: 'submit' | 'publish' | 'schedule' | 'unschedule', at?: string, confirm = false) => {
    setRefusal(auto.fields.title.trim() ? null : t('studio.editor.titleNeeded'));
    if (!(await auto.save())) return;
    act.mutate(
      { id: post.id, steps: [{ what, at, confirm }] },
      {
        onSuccess: (next) => {
          auto.take({ post: next, article: auto.fields.article });
          if (what !== 'unschedule') void navigate({ to: '/studio', search: { view: next.status === 'pending' ? undefined : next.status, post: next.id } });
        },
        onError: (error) =>
          isProblem(error, 'confirm') && (what === 'publish' || what === 'schedule') ? setOver({ what, at }) : setRefusal(refusalText(toApiError(error), t)),
      },
    );
  };
  const refused = auto.state === 'refused' && auto.problem && !asked ? refusalText(auto.problem, t) : null;

  return (
    <div className={classes.page}>
      <div className={classes.top}>
        <BackLink to="/studio" search={{ view: post.status === 'pending' ? undefined : post.status, post: post.id } as never}>
          {t('nav.studio')}
        </BackLink>
        <span className={classes.state}>
          {t(`studio.status.${post.status}`)}
          {post.scheduled_at && `, ${dateTime(post.scheduled_at)}`}
        </span>
        <SaveLine state={auto.state} />
      </div>
      <h1 className={classes.title}>{t('studio.editor.title')}</h1>
      {!online && (
        <Alert icon={<Icon of={IconCloudOff} />} color="gray" role="status">
          {t('studio.editor.offline')}
        </Alert>
      )}
      {auto.recovered && auto.state !== 'conflict' && (
        <Text size="sm" c="dimmed" role="status">
          {t('studio.editor.recovered')}
        </Text>
      )}
      {(refused ?? refusal) && (
        <Alert icon={<Icon of={IconAlertTriangle} />} color="red" role="alert">
          {refused ?? refusal}
        </Alert>
      )}
      {auto.theirs ? (
        <Conflict mine={auto.changes} base={auto.theirs} onMine={() => auto.settle(true)} onTheirs={() => auto.settle(false)} />
      ) : (
        <fieldset disabled={fixed} className={classes.fields}>
          <EditorFields post={post} fields={auto.fields} set={auto.set} kinds={kinds} />
          {counts.data && (
            <div className={classes.mix}>
              <Mix mix={counts.data.mix} post={post} promotional={auto.fields.promotional} />
            </div>
          )}
          <Audience post={post} onChanged={(next) => auto.take({ post: next, article: auto.stored.article })} />
          {auto.fields.audience === 'shareable' && post.status !== 'archived' && <Captions post={post.id} language={auto.fields.language} />}
          {post.status !== 'archived' && <Marks post={post} onChanged={(next) => auto.take({ post: next, article: auto.stored.article })} />}
          {!fixed && <CampaignField post={post.id} />}
        </fieldset>
      )}
      {!auto.theirs && (
        <div className={classes.actions} role="group" aria-label={t('studio.actions')}>
          {(waits || post.status === 'scheduled') && (
            <>
              <Button loading={act.isPending} onClick={() => void step('publish')}>
                {t('studio.act.publish')}
              </Button>
              <Button variant="default" onClick={() => setTiming(true)}>
                {t(post.status === 'scheduled' ? 'studio.act.reschedule' : 'studio.act.schedule')}
              </Button>
            </>
          )}
          {post.status === 'draft' && (
            <Button variant="default" onClick={() => void step('submit')}>
              {t('studio.act.submit')}
            </Button>
          )}
          {post.status === 'scheduled' && (
            <Button variant="subtle" onClick={() => void step('unschedule')}>
              {t('studio.act.unschedule')}
            </Button>
          )}
          {auto.state === 'waiting' && (
            <Button variant="subtle" onClick={() => void auto.save()}>
              {t('common.save')}
            </Button>
          )}
          <Button variant="subtle" leftSection={<Icon of={IconHistory} />} onClick={() => setPast(true)} className={classes.last}>
            {t('studio.history.open')}
          </Button>
        </div>
      )}
      {timing && (
        <Suspense fallback={null}>
          <Schedule
            post={post}
            suggested={suggested}
            onClose={() => setTiming(false)}
            onChosen={(at) => {
              setTiming(false);
              void step('schedule', at);
            }}
          />
        </Suspense>
      )}
      {over && (
        <Suspense fallback={null}>
          <ConfirmMix
            post={post}
            at={over.at}
            onClose={() => setOver(null)}
            onConfirm={() => {
              setOver(null);
              void step(over.what, over.at, true);
            }}
          />
        </Suspense>
      )}
      {asked && (
        <Suspense fallback={null}>
          <ConfirmMix post={post} change onClose={() => auto.set({ promotional: false })} onConfirm={() => void auto.save(true)} />
        </Suspense>
      )}
      {past && (
        <Suspense fallback={null}>
          <History stored={auto.stored} save={auto.save} onReverted={auto.take} onClose={() => setPast(false)} />
        </Suspense>
      )}
    </div>
  );
}

function SaveLine({ state }: { state: SaveState }) {
  const { t } = useTranslation();
  return (
    <span role="status" className={classes.saved} data-failed={state === 'refused' || state === 'conflict' || undefined}>
      {state === 'saved' && <Icon of={IconCheck} size={15} />}
      {t(`studio.save.${state}`)}
    </span>
  );
}
