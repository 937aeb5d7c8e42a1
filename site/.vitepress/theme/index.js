// Without the fonts that VitePress brings: the reader's own are there at once.
import Theme from 'vitepress/theme-without-fonts';
import './site.css';

export default Theme;
