/* api.ts (setup): the first start, once in the life of a server. */
import { useMutation } from '@tanstack/react-query';
import { api, data } from '../../api/client.ts';
import type { SetupInput } from '../../api/types.ts';

export const useSetup = () => useMutation({ mutationFn: (input: SetupInput) => data(api.POST('/api/v1/setup', { body: input })) });
