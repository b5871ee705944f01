/* TextFrame.tsx: one frame round everything that goes out: who speaks, the words, the link; and the count of all of it. */
import { ActionIcon, Box, Group, Menu, Text, UnstyledButton } from '@mantine/core';
import { IconCheck, IconChevronDown, IconChevronLeft, IconChevronRight, IconEyeOff, IconLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ComposerState } from '../../api/types.ts';
import { textLength } from '../../base/length.ts';
import { useLocale } from '../../base/useLocale.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Rich } from '../../ui/Rich.tsx';
import { Locked } from './Locked.tsx';
import classes from './share.module.css';
import { Words } from './Words.tsx';

/** Key of no wording at all, where the company allows that. */
export const NO_DISCLOSURE = 'none';

/** LinkedIn folds a text after about this many characters. */
export const LINKEDIN_FOLD = 210;

/** A suggestion as it was handed out. */
export interface Card {
  id: string | null;
  text: string;
  locked: boolean;
  reason: string;
}

export interface Cards {
  card: Card;
  /** Place among those seen, from 1. */
  at: number;
  n: number;
  busy: boolean;
  onBack: (() => void) | undefined;
  onNext: (() => void) | undefined;
}

interface TextFrameProps {
  cards: Cards;
  onOwn: () => void;
  state: ComposerState;
  network: string;
  title: string;
  text: string;
  whole: string;
  wording: { key: string; text: string };
  onText: (text: string) => void;
  onWording: (key: string) => void;
}

export function TextFrame({ cards, onOwn, state, network, title, text, whole, wording, onText, onWording }: TextFrameProps) {
  const { t } = useTranslation();
  const { length, valid } = textLength(state.limits, whole);
  return (
    <Box>
      <div className={classes.head}>
        <Text component={cards.card.locked ? 'div' : 'label'} htmlFor={cards.card.locked ? undefined : 'share-text'} size="sm" fw={620}>
          {t(cards.card.locked ? 'share.locked.title' : 'share.yourText')}
        </Text>
        {cards.n > 1 && (
          <Group gap={4} wrap="nowrap">
            <Text size="sm" c="dimmed" role="status" mr={4}>
              {t('share.cards.place', { at: cards.at, n: cards.n })}
            </Text>
            <ActionIcon variant="default" size={44} radius="md" onClick={cards.onBack} disabled={!cards.onBack} aria-label={t('share.cards.back')}>
              <Icon of={IconChevronLeft} />
            </ActionIcon>
            <ActionIcon variant="default" size={44} radius="md" onClick={cards.onNext} loading={cards.busy} aria-label={t('share.cards.next')}>
              <Icon of={IconChevronRight} />
            </ActionIcon>
          </Group>
        )}
      </div>
      <div className={classes.frame} data-over={!valid || undefined}>
        <Wording options={state.disclosure.options} chosen={wording} waiver={state.disclosure.waiver ?? null} onWording={onWording} />
        {cards.card.locked ? (
          <Locked key={cards.card.id} caption={cards.card.text} reason={cards.card.reason} text={text} language={state.language} onText={onText} onOwn={onOwn} />
        ) : (
          <Words text={text} caption={cards.card.text} language={state.language} onText={onText} />
        )}
        <Text size="sm" c="dimmed" id="share-link" className={classes.link}>
          {state.link_placeholder.replace(/^https?:\/\//, '')}
        </Text>
        <Count length={length} max={state.limits.max} valid={valid} />
      </div>
      <Text size="xs" c="dimmed" mt={8}>
        {network === 'linkedin' ? t('share.hint.linkedin', { count: LINKEDIN_FOLD }) : t('share.hint.counted', { network: title, context: network })}
      </Text>
    </Box>
  );
}

function Count({ length, max, valid }: { length: number; max: number; valid: boolean }) {
  const { t } = useTranslation();
  const { number } = useLocale();
  return (
    <Text size="sm" id="share-count" className={classes.count} data-over={!valid || undefined} aria-live={valid ? 'off' : 'polite'}>
      <Rich text={t('share.count', { n: number(length), max: number(max) })} />
    </Text>
  );
}

interface WordingProps {
  options: { key: string; text: string }[];
  chosen: { key: string; text: string };
  /** Why it may be left out here; null: it may not. */
  waiver: string | null;
  onWording: (key: string) => void;
}

/** Cannot be left out; its wording can be chosen. */
function Wording({ options, chosen, waiver, onWording }: WordingProps) {
  const { t } = useTranslation();
  return (
    <Menu position="bottom-start" width={320}>
      <Menu.Target>
        <UnstyledButton className={classes.wording} aria-label={chosen.text ? t('share.disclosure.label', { text: chosen.text }) : t('share.disclosure.left')} data-left={chosen.text ? undefined : true}>
          <Icon of={chosen.text ? IconLock : IconEyeOff} size={15} />
          <span>{chosen.text || t('share.disclosure.left')}</span>
          <Icon of={IconChevronDown} size={15} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('share.disclosure.choose')}</Menu.Label>
        {options.map((option) => (
          <Menu.Item
            key={option.key}
            role="menuitemradio"
            aria-checked={option.key === chosen.key}
            onClick={() => onWording(option.key)}
            rightSection={option.key === chosen.key ? <Icon of={IconCheck} size={18} /> : undefined}
          >
            {option.text}
          </Menu.Item>
        ))}
        {waiver && (
          <Menu.Item role="menuitemradio" aria-checked={chosen.key === NO_DISCLOSURE} onClick={() => onWording(NO_DISCLOSURE)} rightSection={chosen.key === NO_DISCLOSURE ? <Icon of={IconCheck} size={18} /> : undefined}>
            {t('share.disclosure.leave')}
            <Text size="xs" c="dimmed">
              {t('share.disclosure.waiver', { reason: waiver })}
            </Text>
          </Menu.Item>
        )}
        <Group px="sm" py={6}>
          <Text size="xs" c="dimmed">
            {t('share.disclosure.why')}
          </Text>
        </Group>
      </Menu.Dropdown>
    </Menu>
  );
}
