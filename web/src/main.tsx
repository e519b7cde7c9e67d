import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { CrashGuard } from './app/CrashGuard';
import { watchHomeScreen } from './app/home-screen';
import './i18n';
import './styles.css';
import { NothingToPrint } from './ui/NothingToPrint';

watchHomeScreen();

const place = document.getElementById('app');
if (place) {
  createRoot(place).render(
    <StrictMode>
      <NothingToPrint />
      <CrashGuard>
        <App />
      </CrashGuard>
    </StrictMode>,
  );
}
