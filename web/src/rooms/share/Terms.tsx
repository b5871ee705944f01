/* Terms.tsx: what the network's own rules say, where they say something that changes what one does here. */
import { Box, Group, Text } from '@mantine/core';
import { IconFileCertificate } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ComposerState } from '../../api/types.ts';
import { useLocale } from '../../base/useLocale.ts';
import { Icon } from '../../ui/Icon.tsx';
import { OutsideLink } from '../../ui/TextLink.tsx';
import classes from './share.module.css';

export function Terms({ state, title }: { state: ComposerState; title: string }) {
  const { t } = useTranslation();
  const { longDate } = useLocale();
  const { terms } = state;
  const otherwise = terms.clauses.filter((clause) => clause.override);
  if (terms.reward && !terms.edit_required && otherwise.length === 0) return null;
  const edit = terms.edit_required ? terms.clauses.find((clause) => clause.term === 'edit_required') : undefined;
  return (
    <Group className={classes.terms} gap="sm" wrap="nowrap" align="flex-start">
      <Icon of={IconFileCertificate} />
      <Box>
        {terms.note && <Text size="sm">{terms.note}</Text>}
        {edit && edit.text !== terms.note && <Text size="sm">{edit.text}</Text>}
        {otherwise.map((clause) => (
          <Text key={clause.term} size="sm" mt={4}>
            {t('share.terms.otherwise', { rule: clause.text, reason: clause.override })}
          </Text>
        ))}
        {terms.source && (
          <Text size="xs" c="dimmed" mt={4} component="div">
            <OutsideLink href={terms.source} quiet>
              {t('share.terms.source', { network: title })}
            </OutsideLink>
            {', '}
            {t('share.terms.read', { date: longDate(terms.checked_at) })}
          </Text>
        )}
      </Box>
    </Group>
  );
}
