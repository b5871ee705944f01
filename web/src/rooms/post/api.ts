/* api.ts (post): one post to read, and its article. */
import { useQuery } from '@tanstack/react-query';
import { api, data } from '../../api/client.ts';
import { keys } from '../../api/query.ts';

export const usePost = (id: string) =>
  useQuery({ queryKey: [...keys.post, id], queryFn: () => data(api.GET('/api/v1/posts/{id}', { params: { path: { id } } })) });

export const useArticle = (id: string, enabled: boolean) =>
  useQuery({
    queryKey: [...keys.post, id, 'article'],
    queryFn: () => data(api.GET('/api/v1/posts/{id}/article', { params: { path: { id } } })),
    enabled,
  });
