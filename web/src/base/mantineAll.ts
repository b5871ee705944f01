/* mantineAll.ts: all of Mantine's style sheets. Comes with every page but the feed (router.tsx, page()), and with what the
 * feed opens: composer, charter, menus. */
import '@mantine/core/styles.layer.css';
