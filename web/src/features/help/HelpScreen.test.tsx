import { cleanup, render, waitFor } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import '../../i18n';
import { GUIDES } from '../../app/route';
import HelpScreen from './HelpScreen';

afterEach(cleanup);

test('whoever reads a guide can print it, and each chapter has one address', async () => {
  for (const guide of GUIDES) {
    const { container } = render(<HelpScreen guide={guide} />);
    const sheet = () => document.querySelector('body > .sheets article');
    await waitFor(() => expect(sheet()).toBeTruthy(), { timeout: 20_000 });
    expect(document.documentElement.classList).toContain('prints-sheets');
    const chapters = (of: Element | null) =>
      [...(of?.querySelectorAll('h2') ?? [])].map((h2) => h2.textContent);
    expect(chapters(sheet())).toEqual(chapters(container));
    expect(sheet()?.querySelectorAll('img')).toHaveLength(container.querySelectorAll('img').length);
    expect(sheet()?.querySelectorAll('[id], a, [tabindex]')).toHaveLength(0);
    cleanup();
    expect(document.documentElement.classList).not.toContain('prints-sheets');
  }
});
