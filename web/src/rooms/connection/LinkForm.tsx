/* LinkForm.tsx: linking an account: at the network's own page, for which only the server is asked, or with an app password. */
import { Box, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconExternalLink, IconWorld } from '@tabler/icons-react';
import { useEffect, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { toApiError } from '../../api/problem.ts';
import type { ConnectInput, Connection, LinkableNetwork } from '../../api/types.ts';
import { problemText } from '../../base/problemText.ts';
import { Password } from '../../ui/fields.tsx';
import { FormProblem } from '../../ui/FormProblem.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { OutsideLink, TextButton } from '../../ui/TextLink.tsx';
import type { Told } from './AccountsPage.tsx';
import { useConnect } from './api.ts';
import classes from './connection.module.css';
import { faultOf, type Fault, type Field } from './words.ts';

/** Where app passwords are made. */
const APP_PASSWORDS = 'https://bsky.app/settings/app-passwords';

interface FormProps {
  on: LinkableNetwork;
  /** To be linked again: its server and handle stand there already. */
  account?: Connection;
  onTold: (told: Told) => void;
  onDone: () => void;
}

const bare = (server: string) => (server.startsWith('https://') ? server.slice('https://'.length) : server);

/** Sends it, goes on to the network's page where there is one, and says which of the `shown` fields is wrong. */
function useLink({ on, onTold, onDone }: FormProps, shown: Field[]) {
  const { t } = useTranslation();
  const connect = useConnect();
  const [leaving, setLeaving] = useState(false);
  useEffect(() => {
    // Back from there by the browser's own button: the page as it was, with its button waiting.
    const back = (event: PageTransitionEvent) => {
      if (event.persisted) setLeaving(false);
    };
    window.addEventListener('pageshow', back);
    return () => window.removeEventListener('pageshow', back);
  }, []);
  const send = (input: Omit<ConnectInput, 'network'>) =>
    connect.mutate(
      { network: on.network, ...input },
      {
        onSuccess: ({ authorize_url }) => {
          if (authorize_url) {
            setLeaving(true);
            window.location.assign(authorize_url);
            return;
          }
          onDone();
          onTold({ outcome: 'linked', network: on.network });
        },
      },
    );
  const problem = connect.isError ? toApiError(connect.error) : null;
  const fault = problem ? faultOf(problem) : null;
  const says = ({ kind, text }: Fault) =>
    kind === 'required' ? t('error.field.required') : t(`accounts.fault.${kind}`, { text, network: on.title });
  const beside = fault !== null && shown.includes(fault.field);
  const at = (field: Field) => beside && fault.field === field && says(fault);
  const whole = !problem || beside ? null : fault ? says(fault) : problemText(problem, t);
  return { send, at, whole, busy: connect.isPending || leaving, reset: () => connect.isError && connect.reset() };
}

/** At the network's own page where that is possible; with an app password where it is not, or on request. */
export function LinkForm(props: FormProps) {
  const { on, account } = props;
  const [password, setPassword] = useState(account ? account.way === 'password' : !on.ways.includes('oauth'));
  if (password) return <WithPassword {...props} />;
  return on.home ? <AtHome {...props} onPassword={on.ways.includes('password') ? () => setPassword(true) : undefined} /> : <AtServer {...props} />;
}

/** The network finds the server by the handle. */
function AtHome(props: FormProps & { onPassword: (() => void) | undefined }) {
  const { t } = useTranslation();
  const { on, account, onDone, onPassword } = props;
  const [identifier, setIdentifier] = useState(account?.handle.replace(/^@/, '') ?? '');
  const link = useLink(props, ['identifier']);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    link.send({ way: 'oauth', identifier: identifier.trim().replace(/^@/, '') || null, ...(account ? { server: account.server } : {}) });
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <TextInput
          label={t('accounts.link.identifier')}
          description={t('accounts.link.identifierHelp')}
          placeholder="camille.bsky.social"
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
          maxLength={256}
          autoFocus
          value={identifier}
          onChange={(event) => {
            setIdentifier(event.currentTarget.value);
            link.reset();
          }}
          error={link.at('identifier')}
        />
        <FormProblem text={link.whole} />
        <Text size="xs" c="dimmed">
          {t('accounts.link.goNote')}
        </Text>
        <Actions busy={link.busy} onDone={onDone} text={t('accounts.link.goHome', { network: on.title })} outside />
        {onPassword && (
          <Box fz={14}>
            <TextButton quiet onClick={onPassword}>
              {t('accounts.link.ratherPassword')}
            </TextButton>
          </Box>
        )}
      </Stack>
    </form>
  );
}

/** The member names the server. */
function AtServer(props: FormProps) {
  const { t } = useTranslation();
  const { account, onDone } = props;
  const [server, setServer] = useState(bare(account?.server ?? ''));
  const link = useLink(props, ['server']);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    link.send({ way: 'oauth', server: server.trim() });
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <TextInput
          label={t('accounts.link.server')}
          description={t('accounts.link.serverHelp')}
          placeholder="mastodon.social"
          inputMode="url"
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
          maxLength={300}
          required
          withAsterisk={false}
          autoFocus
          leftSection={<Icon of={IconWorld} size={18} />}
          value={server}
          onChange={(event) => {
            setServer(event.currentTarget.value);
            link.reset();
          }}
          error={link.at('server')}
        />
        <FormProblem text={link.whole} />
        <Text size="xs" c="dimmed">
          {t('accounts.link.goNote')}
        </Text>
        <Actions busy={link.busy} onDone={onDone} text={t('accounts.link.go')} outside />
      </Stack>
    </form>
  );
}

function WithPassword(props: FormProps) {
  const { t } = useTranslation();
  const { on, account, onDone } = props;
  const elsewhere = account && account.server !== on.home ? bare(account.server) : '';
  const [values, setValues] = useState({ identifier: account?.handle.replace(/^@/, '') ?? '', password: '', server: elsewhere });
  const [other, setOther] = useState(elsewhere !== '');
  const link = useLink(props, ['identifier', 'password', 'server']);
  const onServer = link.at('server');
  const set = (field: Field) => (event: { currentTarget: { value: string } }) => {
    const { value } = event.currentTarget;
    setValues((all) => ({ ...all, [field]: value }));
    link.reset();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    link.send({ way: 'password', identifier: values.identifier.trim().replace(/^@/, ''), password: values.password.trim(), server: values.server.trim() || null });
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <TextInput
          label={t('accounts.link.identifier')}
          placeholder="camille.bsky.social"
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
          maxLength={256}
          autoFocus={!account}
          value={values.identifier}
          onChange={set('identifier')}
          error={link.at('identifier')}
        />
        <Password
          label={t('accounts.link.app')}
          description={t('accounts.link.appHelp')}
          placeholder="xxxx-xxxx-xxxx-xxxx"
          autoComplete="off"
          maxLength={256}
          autoFocus={Boolean(account)}
          value={values.password}
          onChange={set('password')}
          error={link.at('password')}
        />
        <Box fz={14} mt={-4}>
          <OutsideLink href={APP_PASSWORDS}>{t('accounts.link.make')}</OutsideLink>
        </Box>
        {other || onServer ? (
          <TextInput
            label={t('accounts.link.server')}
            description={t('accounts.link.otherHelp', { server: bare(on.home ?? '') })}
            inputMode="url"
            autoCapitalize="none"
            autoComplete="off"
            spellCheck={false}
            maxLength={300}
            leftSection={<Icon of={IconWorld} size={18} />}
            value={values.server}
            onChange={set('server')}
            error={onServer}
          />
        ) : (
          <Box fz={14}>
            <TextButton quiet expanded={false} onClick={() => setOther(true)}>
              {t('accounts.link.other')}
            </TextButton>
          </Box>
        )}
        <FormProblem text={link.whole} />
        <Actions busy={link.busy} onDone={onDone} text={t('accounts.link.send')} />
      </Stack>
    </form>
  );
}

function Actions({ busy, onDone, text, outside }: { busy: boolean; onDone: () => void; text: string; outside?: boolean }) {
  const { t } = useTranslation();
  return (
    <Group gap="xs" className={classes.actions}>
      <Button type="submit" loading={busy} rightSection={outside ? <Icon of={IconExternalLink} size={18} /> : undefined}>
        {text}
      </Button>
      <Button variant="subtle" onClick={onDone}>
        {t('common.cancel')}
      </Button>
    </Group>
  );
}
