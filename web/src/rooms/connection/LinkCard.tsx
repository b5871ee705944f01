/* LinkCard.tsx: a network where an account can be linked; the form opens when it is wanted. */
import { Box, Button, Card, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LinkableNetwork } from '../../api/types.ts';
import { NetworkIcon } from '../../ui/network.tsx';
import type { Told } from './AccountsPage.tsx';
import classes from './connection.module.css';
import { LinkForm } from './LinkForm.tsx';

export function LinkCard({ on, onTold }: { on: LinkableNetwork; onTold: (told: Told) => void }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <Card component="article" aria-label={on.title}>
      <div className={classes.head}>
        <span className={classes.sign}>
          <NetworkIcon network={on.network} size={22} />
        </span>
        <Box flex={1} miw={0}>
          <Text fw={620} lh="24px">
            {on.title}
          </Text>
          <Text size="sm" c="dimmed">
            {t(!on.ways.includes('oauth') ? 'accounts.link.password' : on.home ? 'accounts.link.oauthHome' : 'accounts.link.oauth', { network: on.title })}
          </Text>
        </Box>
        {!open && (
          <Button variant="default" onClick={() => setOpen(true)} aria-label={t('accounts.link.openLabel', { network: on.title })}>
            {t('accounts.link.open')}
          </Button>
        )}
      </div>
      {open && (
        <Box mt="md">
          <LinkForm on={on} onTold={onTold} onDone={() => setOpen(false)} />
        </Box>
      )}
    </Card>
  );
}
