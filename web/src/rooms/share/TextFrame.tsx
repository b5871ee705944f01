/* TextFrame.tsx: one frame round everything that goes out: who speaks, the words, the link; and the count of all of it. */
import { Box, Group, Menu, Text, Textarea, UnstyledButton } from '@mantine/core';
import { IconCheck, IconChevronDown, IconLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ComposerState } from '../../api/types.ts';
import { textLength } from '../../base/length.ts';
import { useLocale } from '../../base/useLocale.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Rich } from '../../ui/Rich.tsx';
import classes from './share.module.css';

/** LinkedIn folds a text after about this many characters. */
export const LINKEDIN_FOLD = 210;

interface TextFrameProps {
  state: ComposerState;
  network: string;
  title: string;
  text: string;
  whole: string;
  wording: { key: string; text: string };
  onText: (text: string) => void;
  onWording: (key: string) => void;
}

export function TextFrame({ state, network, title, text, whole, wording, onText, onWording }: TextFrameProps) {
  const { t } = useTranslation();
  const { length, valid } = textLength(state.limits, whole);
  return (
    <Box>
      <Text component="label" htmlFor="share-text" size="sm" fw={620} className={classes.label}>
        {t('share.yourText')}
      </Text>
      <div className={classes.frame} data-over={!valid || undefined}>
        <Wording options={state.disclosure.options} chosen={wording} onWording={onWording} />
        <Textarea
          id="share-text"
          variant="unstyled"
          autosize
          minRows={2}
          maxRows={14}
          value={text}
          onChange={(event) => onText(event.currentTarget.value)}
          placeholder={t('share.placeholder')}
          aria-describedby="share-count share-link"
          classNames={{ input: classes.text }}
          spellCheck
        />
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
  onWording: (key: string) => void;
}

/** Cannot be left out; its wording can be chosen. */
function Wording({ options, chosen, onWording }: WordingProps) {
  const { t } = useTranslation();
  return (
    <Menu position="bottom-start" width={320}>
      <Menu.Target>
        <UnstyledButton className={classes.wording} aria-label={t('share.disclosure.label', { text: chosen.text })}>
          <Icon of={IconLock} size={15} />
          <span>{chosen.text}</span>
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
        <Group px="sm" py={6}>
          <Text size="xs" c="dimmed">
            {t('share.disclosure.why')}
          </Text>
        </Group>
      </Menu.Dropdown>
    </Menu>
  );
}
