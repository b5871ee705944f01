/* Help.tsx: all shortcuts, and the switch that turns them off. */
import { Kbd, Modal, Stack, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { shortcuts } from './Shortcuts.tsx';
import { useKeysOn } from './useKeys.ts';
import classes from './studio.module.css';

export default function Help({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [on, setOn] = useKeysOn();
  return (
    <Modal opened onClose={onClose} title={t('studio.help.title')} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <Stack gap="md">
        <dl className={classes.facts}>
          {shortcuts.map(({ keys, name, in: only }) => (
            <div key={name} className={classes.fact}>
              <dt>
                {t(`studio.key.${name}`)}
                {only && <span className={classes.only}>{only.map((tab) => t(`studio.tab.${tab}`)).join(', ')}</span>}
              </dt>
              <dd className={classes.keyPair}>
                {keys.map((key) => (
                  <Kbd key={key}>{key}</Kbd>
                ))}
              </dd>
            </div>
          ))}
          <div className={classes.fact}>
            <dt>{t('studio.key.done')}</dt>
            <dd className={classes.keyPair}>
              <Kbd>Ctrl</Kbd>
              <Kbd>↵</Kbd>
            </dd>
          </div>
        </dl>
        <Switch classNames={{ label: classes.switchLabel }} label={t('studio.help.on')} description={t('studio.help.onNote')} checked={on} onChange={(event) => setOn(event.currentTarget.checked)} />
      </Stack>
    </Modal>
  );
}
