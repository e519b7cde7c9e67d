import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useCity } from './city-context';

let arrived = false;

type ScreenTitleProps = {
  /** For the window's title. Never a person's name: titles stay in the browser's history. */
  screen: string;
  className?: string;
  children?: ReactNode;
};

/** The heading of a screen. After a move within the app focus goes to it, so that it is read out. */
export function ScreenTitle({ screen, className = 'text-std-24B-150', children }: ScreenTitleProps) {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  const service = useCity()?.service ?? t('app.service');

  useEffect(() => {
    document.title = t('app.title', { screen, service });
  }, [screen, service, t]);

  useEffect(() => {
    // The first page of a visit begins at its top, like any page.
    if (arrived) heading.current?.focus({ preventScroll: true });
    arrived = true;
  }, []);

  return (
    <h1 ref={heading} tabIndex={-1} className={className}>
      {children ?? screen}
    </h1>
  );
}
