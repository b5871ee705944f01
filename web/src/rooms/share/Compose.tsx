/* Compose.tsx: the member's words for one network, with who speaks and the link already in place. */
import { Alert, Badge, Box, Button, CloseButton, Group, Skeleton, Stack, Tabs, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconCopy, IconShieldCheck } from '@tabler/icons-react';
import { Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, isProblem, toApiError } from '../../api/problem.ts';
import type { ComposerState, ShareInput } from '../../api/types.ts';
import { problemText } from '../../base/problemText.ts';
import { useLocale } from '../../base/useLocale.ts';
import { Icon } from '../../ui/Icon.tsx';
import { NetworkIcon, networkTitle } from '../../ui/network.tsx';
import { Thumb } from '../../ui/PostImage.tsx';
import { Empty, ErrorCard } from '../../ui/states.tsx';
import { TextLink } from '../../ui/TextLink.tsx';
import { momentRefused, type When as Chosen } from '../publish/stages.ts';
import { useNextCaption, useOpenShare, type useComposer } from './api.ts';
import { blocked, composed, hostOf, type Blocked } from './draft.ts';
import { Echo } from './Echo.tsx';
import { handOff } from './handOff.ts';
import { Hold } from './Hold.tsx';
import { Instance } from './Instance.tsx';
import { AccountHint, SendBar, Standing, When } from './linked.ts';
import { Preview } from './Preview.tsx';
import classes from './share.module.css';
import type { Handed } from './ShareSheet.tsx';
import { Terms } from './Terms.tsx';
import { NO_DISCLOSURE, TextFrame, type Card } from './TextFrame.tsx';

interface ComposeProps {
  post: string;
  network: string;
  composer: ReturnType<typeof useComposer>;
  onNetwork: (network: string) => void;
  onHanded: (handed: Handed) => void;
  onClose: () => void;
  phone: boolean;
  /** What was written before, for a share that did not go out. */
  words: string | null;
}

/** Words from the start, without a suggestion. */
const ownCard: Card = { id: null, text: '', locked: false, reason: '' };

const cardOf = (state: ComposerState): Card => ({ id: state.caption_id ?? null, text: state.text, locked: state.locked, reason: state.lock_reason ?? '' });

/** The post itself is not for sharing, or not any more: trying again does not help. */
const isClosed = (error: unknown) => {
  const { detail, errors } = toApiError(error);
  return isProblem(error, 'state') && [detail, ...errors.map((one) => one.detail)].some((why) => /archived|expired|not for sharing/.test(why));
};

export function Compose({ post, network, composer, onNetwork, onHanded, onClose, phone, words: before }: ComposeProps) {
  const { t } = useTranslation();
  // The words, per network and suggestion, so that going on to another one loses nothing. What was written for one network is
  // offered to the next: own words travel.
  const [drafts, setDrafts] = useState<Record<string, string>>({});
  const [latest, setLatest] = useState<string | null>(before);
  const [disclosure, setDisclosure] = useState<Record<string, string>>({});
  // Eleven tabs are wider than a phone: the chosen one is brought into sight. Arrows move among them, Enter chooses: each loads
  // anew, and one that was shared to leaves the tabs behind.
  const tabs = useRef<HTMLDivElement>(null);
  const shown = composer.data?.network;
  useEffect(() => {
    const list = tabs.current;
    const tab = list?.querySelector<HTMLElement>('[aria-selected="true"]');
    if (list && tab) list.scrollLeft = tab.offsetLeft - (list.clientWidth - tab.offsetWidth) / 2;
  }, [network, shown]);
  const [server, setServer] = useState<string | null>(null);
  const [moments, setMoments] = useState<Record<string, Chosen>>({});
  const open = useOpenShare(post);
  const next = useNextCaption(post);
  // Suggestions seen in this sheet, per network, and which of them is shown; null: none, in own words from the start.
  const [seen, setSeen] = useState<Record<string, Card[]>>({});
  const [place, setPlace] = useState<Record<string, number | null>>({});
  // A guard that holds lets go at a moment that is known.
  const until = composer.data?.hold?.until;
  const { refetch } = composer;
  useEffect(() => {
    if (!until) return undefined;
    const wait = Math.min(Math.max(Date.parse(until) - Date.now(), 0) + 1000, 2 ** 31 - 1);
    const timer = setTimeout(() => void refetch(), wait);
    return () => clearTimeout(timer);
  }, [until, refetch]);

  if (composer.isError && !composer.data) {
    return (
      <Box p="md">
        <Group justify="flex-end">
          <CloseButton size={44} iconSize={20} onClick={onClose} aria-label={t('common.close')} />
        </Group>
        {isClosed(composer.error) ? (
          <Empty title={t('share.closed.title')}>{t('share.closed.text')}</Empty>
        ) : (
          <ErrorCard title={t('share.failed')} error={composer.error} retry={() => void composer.refetch()} retrying={composer.isFetching} />
        )}
      </Box>
    );
  }
  if (!composer.data) return <ComposeSkeleton onClose={onClose} />;

  const state = composer.data;
  const ready = state.network === network && !composer.isPlaceholderData;

  const list = seen[network] ?? [cardOf(state)];
  const at = place[network];
  const card: Card = at === null ? ownCard : (list[at ?? list.length - 1] ?? cardOf(state));
  const draftKey = `${network} ${card.id ?? ''}`;
  const text = drafts[draftKey] ?? (card.locked ? null : latest) ?? card.text;
  const write = (words: string) => {
    setDrafts((all) => ({ ...all, [draftKey]: words }));
    if (!card.locked) setLatest(words);
  };
  const show = (index: number) => {
    open.reset();
    setLatest(null);
    setPlace((all) => ({ ...all, [network]: index }));
  };
  const current = at ?? list.length - 1;
  const another = () => {
    if (current < list.length - 1) return show(current + 1);
    // All were seen: round again, without asking.
    if (list.length >= state.captions) return show(0);
    next.mutate(network, {
      onSuccess: (dealt) => {
        const fresh = cardOf(dealt);
        const known = list.findIndex((one) => one.id === fresh.id);
        if (known < 0) setSeen((all) => ({ ...all, [network]: [...list, fresh] }));
        show(known < 0 ? list.length : known);
      },
    });
    return undefined;
  };
  const cards = { card, at: current + 1, n: at === null ? 0 : state.captions, busy: next.isPending, onBack: current > 0 ? () => show(current - 1) : undefined, onNext: another };
  const wording =
    state.disclosure.waiver && disclosure[network] === NO_DISCLOSURE
      ? { key: NO_DISCLOSURE, text: '' }
      : (state.disclosure.options.find((option) => option.key === disclosure[network]) ?? state.disclosure);
  const whole = composed(state, wording.text, text);
  const title = networkTitle(t, network);
  const account = ready && state.account?.status === 'active' ? state.account : null;
  const when: Chosen = moments[network] ?? { kind: state.hold ? 'best' : 'now' };
  const instance = server ?? state.instance ?? (state.account ? hostOf(state.account.server) : '');
  const lacking = state.needs_instance && !hostOf(instance);
  const shared = state.networks.find((item) => item.name === network)?.shared ?? false;
  const standing = shared && state.share?.mode === 'connection' ? state.share : null;
  const why = blocked(state, whole, text, account !== null && when.kind !== 'now');
  const refused = open.isError ? toApiError(open.error) : null;
  const onInstance = refused?.errors.some((item) => item.pointer === '/instance') ?? false;
  // Said beside the moment, where one was chosen.
  const onMoment = refused !== null && open.variables?.at != null && momentRefused(refused) !== null;

  const given = (mode: ShareInput['mode']): ShareInput => ({
    network, mode, text, disclosure: wording.key, language: state.language, ...(card.id ? { caption_id: card.id } : {}),
  });
  const send = (at: string | null) =>
    open.mutate({ ...given('connection'), at }, {
      onSuccess: (share) => onHanded({ share }),
      onError: (error) => {
        // The moment that was suggested is over, or taken meanwhile: the next one.
        if (when.kind === 'best' && momentRefused(toApiError(error))) void composer.refetch();
      },
    });
  const byHand = () => {
    const input: ShareInput = given('intent');
    if (state.needs_instance) input.instance = hostOf(instance);
    const accepted = open.mutateAsync(input);
    handOff(accepted)
      .then(async (result) => onHanded({ share: await accepted, result }))
      .catch(() => undefined); // shown by open.error
  };

  return (
    <>
      <div className={classes.header}>
        {!phone && (
          <Title order={2} fz={22} lh="28px" fw={680} className={classes.headTitle}>
            {t('share.title')}
          </Title>
        )}
        <Thumb url={state.preview.image_url} width={48} height={36} />
        <Box flex={1} miw={0}>
          <Text size="sm" fw={620} lineClamp={2}>
            {state.preview.title}
          </Text>
          <Text size="xs" c="dimmed">
            <Earns state={state} />
          </Text>
        </Box>
        <CloseButton size={44} iconSize={20} onClick={onClose} aria-label={t('common.close')} />
      </div>
      <Tabs value={network} activateTabWithKeyboard={false} onChange={(value) => {
        if (!value) return;
        open.reset();
        onNetwork(value);
      }} className={classes.tabs} keepMounted={false}>
        <Tabs.List ref={tabs} className={classes.tabList} aria-label={t('share.networks')}>
          {state.networks.map((item) => (
            <Tabs.Tab key={item.name} value={item.name} leftSection={<NetworkIcon network={item.name} />} rightSection={item.shared ? <Icon of={IconCheck} size={15} label={t('share.sharedMark')} /> : undefined}>
              {item.name === 'copy' ? t('share.copyText') : networkTitle(t, item.name)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={network} className={classes.panel}>
          <div className={classes.panes} data-busy={!ready || undefined}>
            <div className={classes.write}>
              {standing ? (
                <Suspense fallback={<Skeleton height={120} radius="md" />}>
                  <Standing key={standing.id} share={standing} onAgain={({ text: words }) => {
                    setLatest(words);
                    void composer.refetch();
                  }} />
                </Suspense>
              ) : shared ? (
                <AlreadyShared network={network} title={title} onClose={onClose} />
              ) : (
                <>
                  {ready && state.needs_instance && (!account || onInstance) && (
                    <Instance
                      value={instance}
                      known={state.instance ?? null}
                      refused={onInstance}
                      onChange={(value) => {
                        setServer(value);
                        open.reset();
                      }}
                    />
                  )}
                  {ready && state.account?.status === 'reauth' && (
                    <Suspense fallback={<Skeleton height={72} radius="md" />}>
                      <AccountHint state={state} title={title} />
                    </Suspense>
                  )}
                  {ready && <Hold state={state} title={title} later={account !== null} />}
                  <TextFrame
                    cards={cards}
                    onOwn={() => {
                      setPlace((all) => ({ ...all, [network]: null }));
                      open.reset();
                    }}
                    state={state} network={network} title={title} text={text} whole={whole} wording={wording} onText={write} onWording={(key) => setDisclosure((all) => ({ ...all, [network]: key }))} />
                  {!card.locked && <Echo post={post} text={text} state={state} />}
                  <Terms state={state} title={title} />
                  {ready && state.linkable && (
                    <Suspense fallback={account && <Skeleton height={100} radius="md" />}>
                      {account && (
                        <When
                          state={state}
                          when={when}
                          onWhen={(chosen) => {
                            setMoments((all) => ({ ...all, [network]: chosen }));
                            open.reset();
                          }}
                          error={onMoment ? refused : null}
                        />
                      )}
                      {!state.account && <AccountHint state={state} title={title} />}
                    </Suspense>
                  )}
                  {refused && !onInstance && !onMoment && <Refused error={refused} network={network} title={title} />}
                </>
              )}
            </div>
            <div className={classes.preview}>
              <Preview state={state} title={title} whole={standing ? composed(state, standing.disclosure, standing.text) : whole} />
            </div>
          </div>
        </Tabs.Panel>
      </Tabs>
      {!shared && (
        <div className={classes.footer}>
          {account ? (
            <Suspense fallback={<Skeleton height={52} />}>
              <SendBar
                state={state}
                title={title}
                when={when}
                ready={ready}
                busy={open.isPending}
                why={why && <Why why={why} title={title} />}
                onSend={send}
                onByHand={byHand}
              />
            </Suspense>
          ) : (
            <ByHand state={state} title={title} phone={phone} ready={ready && !lacking} busy={open.isPending} why={why} onSend={byHand} />
          )}
        </div>
      )}
    </>
  );
}

interface ByHandProps {
  state: ComposerState;
  title: string;
  phone: boolean;
  ready: boolean;
  busy: boolean;
  why: Blocked | null;
  onSend: () => void;
}

/** Without a linked account: the text on the clipboard, then the network's own page. */
function ByHand({ state, title, phone, ready, busy, why, onSend }: ByHandProps) {
  const { t } = useTranslation();
  const { network } = state;
  return (
    <>
      <Group gap={10} c="dimmed" wrap="nowrap" className={classes.promise}>
        <Icon of={IconShieldCheck} />
        <Text size="xs">{state.opens_page && !phone ? t('share.noAccessLong', { network: title, context: network }) : t('share.noAccess')}</Text>
      </Group>
      <Stack gap={6} className={classes.send}>
        <Button size="lg" leftSection={<Icon of={IconCopy} />} disabled={!ready || why !== null} loading={busy} onClick={onSend} aria-describedby={why ? 'share-why' : undefined}>
          {state.opens_page ? t('share.copyAndOpen', { network: title, context: network }) : t('share.copyText')}
        </Button>
        {why && (
          <Text size="xs" c="dimmed" id="share-why" ta="center">
            <Why why={why} title={title} />
          </Text>
        )}
      </Stack>
    </>
  );
}

function Earns({ state }: { state: ComposerState }) {
  const { t } = useTranslation();
  const { points } = state;
  const title = networkTitle(t, state.network);
  if (points.earns && points.share > 0) return <>{t('home.points', { count: points.share, own: points.share + points.own_words })}</>;
  if (points.reason === 'switched_off') return null;
  if (points.reason === 'day_rank') return <>{t('share.points.dayRank')}</>;
  if (points.reason === 'taken_back') return <>{t('share.points.takenBack')}</>;
  if (state.message || !state.opens_page) return <>{t('share.points.message')}</>;
  return <>{t('share.points.none', { network: title })}</>;
}

function Why({ why, title }: { why: Blocked; title: string }) {
  const { t } = useTranslation();
  const { number } = useLocale();
  switch (why.kind) {
    case 'hold':
      return <>{t('share.why.hold')}</>;
    case 'blank':
      return <>{t('share.why.blank')}</>;
    case 'own':
      return <>{t('share.why.own', { network: title })}</>;
    case 'edit':
      return <>{t('share.why.edit', { network: title })}</>;
    case 'long':
      return <>{t('share.why.long', { count: why.by, n: number(why.by) })}</>;
    case 'bytes':
      return <>{t('share.why.bytes')}</>;
  }
}

/** What the server refused, and when it will not. */
function Refused({ error, network, title }: { error: ApiError; network: string; title: string }) {
  const { t } = useTranslation();
  const { ahead } = useLocale();
  const again = error.retryAfterSeconds > 0 ? ahead(new Date(Date.now() + error.retryAfterSeconds * 1000).toISOString()) : '';
  let text = problemText(error, t);
  if (error.slug === 'clone-guard') text = t('share.refused.burst', { when: again });
  else if (error.slug === 'day-cap') text = t('share.refused.day');
  else if (error.slug === 'network-cap') text = t('share.refused.network', { network: title });
  else if (error.slug === 'blank') text = t('share.why.blank');
  else if (error.slug === 'caption-locked') text = t('share.refused.locked');
  else if (error.slug === 'exists') text = t('share.already.text', { network: title, context: network });
  else if (error.errors.some((item) => item.pointer === '/text')) text = t('share.refused.text', { network: title });
  return (
    <Alert role="alert" variant="default" className={classes.refused} icon={<Icon of={IconAlertTriangle} color="var(--pv-warn)" />}>
      {text}
    </Alert>
  );
}

function AlreadyShared({ network, title, onClose }: { network: string; title: string; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Stack gap="sm" align="flex-start">
      <Badge data-tone="ok" leftSection={<Icon of={IconCheck} size={15} />}>
        {t('share.already.badge')}
      </Badge>
      <Title order={3}>{t('share.already.title', { network: title, context: network })}</Title>
      <Text size="sm" c="var(--pv-ink-soft)">
        {t('share.already.other')}
      </Text>
      <Box fz={14} onClick={onClose}>
        <TextLink to="/impact">{t('share.seeImpact')}</TextLink>
      </Box>
    </Stack>
  );
}

function ComposeSkeleton({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Box p="lg" role="status" aria-label={t('common.loading')}>
      <Group justify="space-between" mb="lg">
        <Skeleton w={220} h={18} />
        <CloseButton size={44} iconSize={20} onClick={onClose} aria-label={t('common.close')} />
      </Group>
      <Skeleton h={32} w={280} mb="lg" />
      <Skeleton h={240} maw={480} radius="md" />
    </Box>
  );
}
