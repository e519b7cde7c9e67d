import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import ja from './ja.json';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'ja';
    resources: { ja: typeof ja };
  }
}

void i18next.use(initReactI18next).init({
  lng: 'ja',
  fallbackLng: 'ja',
  defaultNS: 'ja',
  resources: { ja: { ja } },
  // React escapes what it shows.
  interpolation: { escapeValue: false },
});

export default i18next;
