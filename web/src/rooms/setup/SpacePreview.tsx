/* SpacePreview.tsx: a card of the feed in the colours to come, on paper and at night. A drawing, not controls. */
import { Text, Title } from '@mantine/core';
import type { CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import type { Palette } from '../../base/palette.ts';
import { Tile } from '../../ui/Tile.tsx';
import classes from './setup.module.css';

export function SpacePreview({ name, palette }: { name: string; palette: Palette }) {
  const { t } = useTranslation();
  const shade = (index: number) => palette.shades[index] ?? '#171C2E';
  const light: CSSProperties = vars('#FFFFFF', '#E3E0D9', '#171C2E', '#474D60', shade(6), palette.label, shade(palette.text), '#FFFFFF');
  const dark: CSSProperties = vars('#1B202D', '#2E3445', '#ECEBE7', '#C3C7D2', shade(palette.dark_fill), palette.dark_label, shade(palette.dark_text), '#12151E');
  return (
    <>
      <Title order={2} fz={16} lh="24px" fw={620} mb="sm">
        {t('setup.preview.title')}
      </Title>
      <Card name={name} style={light} picture="/illustrations/dam.svg" />
      <Card name={name} style={dark} picture="/illustrations/grid.svg" />
    </>
  );
}

function vars(surface: string, line: string, ink: string, soft: string, fill: string, label: string, text: string, onInk: string): CSSProperties {
  return { '--s': surface, '--l': line, '--pv-ink': ink, '--soft': soft, '--fill': fill, '--label': label, '--text': text, '--pv-on-ink': onInk } as CSSProperties;
}

function Card({ name, style, picture }: { name: string; style: CSSProperties; picture: string }) {
  const { t } = useTranslation();
  const shown = name.trim() || t('setup.preview.company');
  return (
    <div className={classes.card} style={style}>
      <img src={picture} alt="" className={classes.picture} />
      <div className={classes.cardBody}>
        <div className={classes.cardHead}>
          <Tile name={shown} size={32} />
          <Text span size="sm" fw={600} truncate>
            {shown}
          </Text>
          <Text span size="xs" fw={600} className={classes.cardText}>
            {t('setup.preview.new')}
          </Text>
        </div>
        <div className={classes.cardFoot}>
          <Text span size="sm" className={classes.cardSoft}>
            {t('setup.preview.text')}
          </Text>
          <span className={classes.cardButton}>{t('home.share')}</span>
        </div>
      </div>
    </div>
  );
}
