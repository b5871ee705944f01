/* Preview.tsx: the post as the member's own contacts will see it on that network: order, fold and card; not its colours. */
import { Avatar, Box, Group, Text } from '@mantine/core';
import { IconWorld } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/session.ts';
import type { ComposerState } from '../../api/types.ts';
import { graphemes } from '../../base/length.ts';
import { Icon } from '../../ui/Icon.tsx';
import { PostImage } from '../../ui/PostImage.tsx';
import classes from './share.module.css';
import { LINKEDIN_FOLD } from './TextFrame.tsx';

export function Preview({ state, title, whole }: { state: ComposerState; title: string; whole: string }) {
  const { t } = useTranslation();
  const me = useMe();
  const name = `${me.first_name} ${me.last_name}`.trim();
  const initials = [me.first_name, me.last_name].map((part) => [...part][0] ?? '').join('').toLocaleUpperCase();
  return (
    <section aria-labelledby="share-preview">
      <Group justify="space-between" gap="xs" mb={12}>
        <Text id="share-preview" component="h3" size="sm" fw={620} m={0}>
          {t('share.preview.title', { network: title, context: state.network })}
        </Text>
        <Text size="xs" c="dimmed">
          {t('share.preview.as')}
        </Text>
      </Group>
      <div className={classes.card}>
        <Group gap={12} wrap="nowrap" p={16} pb={12} align="center">
          <Avatar radius={999} size={44} color="gray" className={classes.avatar} alt="">
            {initials}
          </Avatar>
          <Box miw={0}>
            <Text size="sm" fw={620} truncate>
              {name}
            </Text>
            <Group gap={4} c="dimmed" wrap="nowrap">
              <Text size="xs">{state.network === 'linkedin' ? t('share.preview.at', { company: me.company.name }) : t('share.preview.now')}</Text>
              {state.network === 'linkedin' && <Icon of={IconWorld} size={13} />}
            </Group>
          </Box>
        </Group>
        <Box px={16} pb={14} fz={14} lh="21px" className={classes.previewText}>
          <PreviewText network={state.network} whole={whole} link={state.link_placeholder} />
        </Box>
        <PostImage url={state.preview.image_url} alt="" ratio="1.91" />
        <Box className={classes.cardFoot}>
          <Text size="sm" fw={620} lineClamp={2}>
            {state.preview.title}
          </Text>
          <Text size="xs" c="dimmed">
            {state.preview.host}
          </Text>
        </Box>
      </div>
    </section>
  );
}

function PreviewText({ network, whole, link }: { network: string; whole: string; link: string }) {
  const { t } = useTranslation();
  const at = whole.lastIndexOf(link);
  const words = whole.slice(0, at);
  if (network === 'linkedin' && graphemes(whole).length > LINKEDIN_FOLD) {
    return (
      <>
        {folded(words)}
        <Text inherit c="dimmed">
          … {t('share.preview.more')}
        </Text>
      </>
    );
  }
  return (
    <>
      {words}
      <Text span inherit c="dimmed">
        {link.replace(/^https?:\/\//, '')}
      </Text>
    </>
  );
}

/** What shows before the fold, up to a whole word. */
function folded(words: string): string {
  const signs = graphemes(words);
  if (signs.length <= LINKEDIN_FOLD) return words.trimEnd();
  const cut = signs.slice(0, LINKEDIN_FOLD).join('');
  return cut.slice(0, Math.max(cut.search(/\s\S*$/), 0)) || cut;
}
