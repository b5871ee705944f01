/* CompanySign.tsx: the company's own sign where its space begins: its logo, or tile and name until it gives one. A wide logo stands for
 * the name; a square one stands beside it. On dark ground without a logo of its own the light one stands on paper. */
import { useComputedColorScheme } from '@mantine/core';
import { useSpace } from '../api/session.ts';
import type { Space } from '../api/types.ts';
import { Tile } from './Tile.tsx';
import classes from './ui.module.css';

type Company = NonNullable<Space['company']>;
type Logo = NonNullable<Company['logo']>;

const square = (logo: Logo) => Math.max(logo.width, logo.height) * 4 <= Math.min(logo.width, logo.height) * 5;

/** The square one: the icon, or a logo that is about square. */
export function squareSign(company: Company | null | undefined): Logo | undefined {
  if (company?.icon) return company.icon;
  return company?.logo && square(company.logo) ? company.logo : undefined;
}

/** `name`: while the space is not known, or in a preview. `slim`: no room beside the tile. */
export function CompanySign({ name, slim }: { name: string; slim?: boolean }) {
  const company = useSpace()?.company;
  const dark = useComputedColorScheme('light') === 'dark';
  const own = dark ? (company?.logo_dark ?? company?.logo) : (company?.logo ?? company?.logo_dark);
  const small = squareSign(company);
  if (!slim && own && !square(own)) {
    const paper = dark ? !company?.logo_dark : !company?.logo;
    const height = Math.min(32, Math.round((own.height * 160) / own.width));
    return (
      <span className={classes.logo} data-paper={paper || undefined}>
        <img src={own.url} alt={name} width={Math.round((own.width * height) / own.height)} height={height} />
      </span>
    );
  }
  return (
    <>
      {small ? <img src={small.url} alt="" width={32} height={32} className={classes.squareLogo} /> : <Tile name={name} />}
      {!slim && <span>{name}</span>}
    </>
  );
}
