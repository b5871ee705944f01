/* CopyText.tsx: a button that puts a text on the clipboard and says so, to the eye and to the screen reader. */
import { Button, CopyButton, VisuallyHidden, type ButtonProps } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Icon } from './Icon.tsx';

interface CopyTextProps extends Pick<ButtonProps, 'variant'> {
  text: string;
  label: string;
  autoFocus?: boolean;
}

export function CopyText({ text, label, variant, autoFocus }: CopyTextProps) {
  const { t } = useTranslation();
  return (
    <CopyButton value={text}>
      {({ copied, copy }) => (
        <>
          <Button variant={variant} data-autofocus={autoFocus || undefined} leftSection={<Icon of={copied ? IconCheck : IconCopy} size={18} />} onClick={copy}>
            {copied ? t('common.copied') : label}
          </Button>
          <VisuallyHidden role="status">{copied && t('common.copied')}</VisuallyHidden>
        </>
      )}
    </CopyButton>
  );
}
