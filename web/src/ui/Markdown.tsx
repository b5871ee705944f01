/* Markdown.tsx: stored text (charter, articles, later lessons) as elements. See base/markdown.ts. */
import { Blockquote, Code, Divider, List, Stack, Text, Title } from '@mantine/core';
import { Fragment, useMemo, type ReactNode } from 'react';
import { parseMarkdown, type Block, type Inline } from '../base/markdown.ts';
import { PicturesOfText, TextImage, type TextPictures } from './TextImage.tsx';

function inline(nodes: Inline[]): ReactNode {
  return nodes.map((node, index) => {
    switch (node.kind) {
      case 'text':
        return <Fragment key={index}>{node.text}</Fragment>;
      case 'code':
        return <Code key={index}>{node.text}</Code>;
      case 'strong':
        return <strong key={index}>{inline(node.children)}</strong>;
      case 'em':
        return <em key={index}>{inline(node.children)}</em>;
      case 'picture':
        return <TextImage key={index} picture={node} inline />;
      case 'link': {
        const outside = /^https?:/i.test(node.href);
        return (
          <a key={index} className="pv-link" href={node.href} {...(outside ? { target: '_blank', rel: 'noopener noreferrer' } : {})}>
            {inline(node.children)}
          </a>
        );
      }
    }
  });
}

function block(node: Block, key: number, top: number): ReactNode {
  switch (node.kind) {
    case 'heading': {
      const order = Math.max(1, Math.min(6, node.level - 1 + top)) as 1 | 2 | 3 | 4 | 5 | 6;
      return (
        <Title key={key} order={order} fz={node.level <= 1 ? 20 : 16} lh={node.level <= 1 ? '28px' : '24px'} mt={key === 0 ? 0 : 8}>
          {inline(node.children)}
        </Title>
      );
    }
    case 'paragraph':
      return (
        <Text key={key} className="pv-reading">
          {inline(node.children)}
        </Text>
      );
    case 'quote':
      return (
        <Blockquote key={key} p="md">
          {inline(node.children)}
        </Blockquote>
      );
    case 'picture':
      return <TextImage key={key} picture={node} />;
    case 'rule':
      return <Divider key={key} />;
    case 'list':
      return (
        <List key={key} type={node.ordered ? 'ordered' : 'unordered'} spacing={6} className="pv-reading" pr="md">
          {node.items.map((item, index) => (
            <List.Item key={index}>{inline(item)}</List.Item>
          ))}
        </List>
      );
  }
}

interface MarkdownProps {
  text: string;
  top?: number;
  fit?: boolean;
  pictures?: TextPictures;
}

/** `top` is the heading level of a "#"; with `fit`, of the highest heading there is: people begin with "##" as well as with "#". `pictures`:
 *  what is kept of those that the text names. */
export function Markdown({ text, top = 2, fit, pictures }: MarkdownProps) {
  const blocks = useMemo(() => parseMarkdown(text), [text]);
  const highest = fit ? Math.min(6, ...blocks.map((node) => (node.kind === 'heading' ? node.level : 6))) : 1;
  return (
    <PicturesOfText.Provider value={pictures ?? null}>
      <Stack gap="sm">{blocks.map((node, index) => block(node, index, top + 1 - highest))}</Stack>
    </PicturesOfText.Provider>
  );
}
