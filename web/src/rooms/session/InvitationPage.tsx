/* InvitationPage.tsx: the first step of somebody invited. No password, no account to link: one press, and the posts are there. */
import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSpace } from '../../api/session.ts';
import { Entrance } from '../../ui/Entrance.tsx';
import { Redeem } from './Redeem.tsx';
import { useFragmentToken } from '../../ui/useFragmentToken.ts';

export function InvitationPage() {
  const { t } = useTranslation();
  const company = useSpace()?.company?.name ?? 'Portevoix';
  const token = useFragmentToken();
  const [spent, setSpent] = useState('');
  if (token && token !== spent) return <Redeem key={token} token={token} title={t('session.invitation.title', { company })} lead={t('session.invitation.lead', { company })} onSpent={() => setSpent(token)} />;
  return (
    <Entrance title={t('session.invitation.spentTitle')} lead={t('session.invitation.spent')}>
      <Button component={Link} to="/sign-in" variant="default" size="lg">
        {t('session.signIn')}
      </Button>
    </Entrance>
  );
}
