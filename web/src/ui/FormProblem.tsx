/* FormProblem.tsx: what is wrong with a form as a whole, said where the button is. */
import { Group, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Icon } from './Icon.tsx';
import classes from './ui.module.css';

export function FormProblem({ text }: { text: string | null }) {
  return (
    <div role="alert" className={classes.alert}>
      {text && (
        <Group className={classes.problem} gap="sm" wrap="nowrap" align="flex-start">
          <Icon of={IconAlertTriangle} />
          <Text size="sm">{text}</Text>
        </Group>
      )}
    </div>
  );
}
