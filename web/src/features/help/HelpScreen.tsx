import type { MDXComponents } from 'mdx/types';
import { type ComponentProps, lazy, Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { GUIDES, type Guide, Link, paths } from '../../app/route';
import { ScreenTitle } from '../../app/ScreenTitle';
import { TextLink } from '../../app/TextLink';
import { Waiting } from '../../app/Waiting';
import { BackIcon, ForwardIcon } from '../../ui/icons';
import { PrintedSheets } from '../../ui/PrintedSheets';
import { guides } from './guides';

const pictures = import.meta.glob<string>('../../../../docs/images/*.png', {
  eager: true,
  query: '?url',
  import: 'default',
});

const texts = {
  hajimete: lazy(guides.hajimete),
  'shisetsu-kanri': lazy(guides['shisetsu-kanri']),
  'shi-tantou': lazy(guides['shi-tantou']),
};

/** All guides, or one of them. */
export default function HelpScreen({ guide }: { guide: Guide | undefined }) {
  return (
    <div className="mx-auto grid w-full max-w-3xl gap-4 px-4 py-6 sm:px-6 lg:py-10">
      {guide ? <Text key={guide} guide={guide} /> : <AllGuides />}
    </div>
  );
}

function AllGuides() {
  const { t } = useTranslation();
  return (
    <>
      <ScreenTitle screen={t('help.title')} className="text-std-28B-150" />
      <ul className="grid gap-3">
        {GUIDES.map((guide) => (
          <li key={guide} className="rounded-12 border border-line bg-white px-5 py-3 shadow-sheet">
            <TextLink href={paths.guide(guide)} className="text-std-17B-170">
              {t(`help.guide.${guide}`)}
              <ForwardIcon className="size-5" />
            </TextLink>
            <p className="text-std-16N-170 text-ink-soft">{t(`help.about.${guide}`)}</p>
          </li>
        ))}
      </ul>
    </>
  );
}

function Text({ guide }: { guide: Guide }) {
  const { t } = useTranslation();
  const Content = texts[guide];
  return (
    <>
      <TextLink href={paths.help}>
        <BackIcon className="size-5" />
        {t('help.all')}
      </TextLink>
      <ScreenTitle screen={t(`help.guide.${guide}`)} className="text-std-28B-150" />
      <Suspense fallback={<Waiting />}>
        <article className="grid min-w-0 gap-4 rounded-16 border border-line bg-white p-5 text-std-16N-170 shadow-sheet sm:p-8">
          <Content components={WORDS} />
        </article>
        <ToChapter />
        {/* Nothing in it is of anybody: it is printed whenever somebody likes to, without the frame, which would cut it. */}
        <PrintedSheets kind="report">
          <article className="grid gap-4 text-std-17N-170 text-black">
            <h1 className="text-std-28B-150">{t(`help.guide.${guide}`)}</h1>
            <Content components={WORDS_ON_PAPER} />
          </article>
        </PrintedSheets>
      </Suspense>
    </>
  );
}

/** Goes to the chapter that the address names, as soon as there is one. */
function ToChapter() {
  useEffect(() => {
    const go = () => {
      const chapter = document.getElementById(decodeURIComponent(window.location.hash.slice(1)));
      chapter?.scrollIntoView();
      chapter?.focus({ preventScroll: true });
    };
    go();
    // Pictures above push it down while they come.
    const images = [...document.querySelectorAll('main article img')];
    const waiting = images.filter((image) => image instanceof HTMLImageElement && !image.complete);
    for (const image of waiting) image.addEventListener('load', go, { once: true });
    window.addEventListener('hashchange', go);
    return () => {
      for (const image of waiting) image.removeEventListener('load', go);
      window.removeEventListener('hashchange', go);
    };
  }, []);
  return null;
}

/** `hajimete.md#x` is a file beside it in docs, and a path here. */
function TextAnchor({ href = '', children }: ComponentProps<'a'>) {
  const [, file, chapter] = /^([a-z-]+)\.md(?:#(.*))?$/.exec(href) ?? [];
  const guide = GUIDES.find((known) => known === file);
  const look = 'text-key-900 underline underline-offset-4 hover:decoration-2';
  if (!guide) {
    return (
      <a href={href} className={look}>
        {children}
      </a>
    );
  }
  const to = chapter ? paths.guide(guide, decodeURIComponent(chapter)) : paths.guide(guide);
  return (
    <Link href={to} className={look}>
      {children}
    </Link>
  );
}

function Picture({ src = '', alt }: ComponentProps<'img'>) {
  const address = pictures[src.replace('../images/', '../../../../docs/images/')];
  const narrow = src.endsWith('-phone.png');
  return (
    <img
      src={address}
      alt={alt}
      className={`h-auto rounded-8 border border-line ${narrow ? 'w-65 max-w-full' : 'w-full'}`}
    />
  );
}

/** Scrolls sideways by itself, also by the keyboard; nothing else of the page does. */
const Table = (props: ComponentProps<'table'>) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reachable by the keyboard
  <div tabIndex={0} className="overflow-x-auto rounded-8 border border-line">
    <table className="w-full min-w-120 border-collapse text-left" {...props} />
  </div>
);

const WORDS: MDXComponents = {
  // The screen's title stands above.
  h1: () => null,
  h2: (props) => (
    <h2
      tabIndex={-1}
      className="mt-4 scroll-mt-4 border-t border-line pt-6 text-std-22B-150 outline-none"
      {...props}
    />
  ),
  h3: (props) => <h3 tabIndex={-1} className="mt-2 scroll-mt-4 text-std-18B-160 outline-none" {...props} />,
  ul: (props) => <ul className="grid list-disc gap-1 pl-6" {...props} />,
  ol: (props) => <ol className="grid list-decimal gap-1 pl-6" {...props} />,
  a: TextAnchor,
  img: Picture,
  code: (props) => <code className="rounded-4 bg-paper px-1 font-mono text-[0.9375rem]" {...props} />,
  table: Table,
  th: (props) => (
    <th className="border-b border-line bg-paper px-3 py-2 font-700 whitespace-nowrap" {...props} />
  ),
  td: (props) => <td className="border-b border-line px-3 py-2 align-top" {...props} />,
};

/** Chapters have no address there, and tables do not scroll. */
const WORDS_ON_PAPER: MDXComponents = {
  ...WORDS,
  h2: ({ children }) => <h2 className="mt-4 border-t border-black pt-4 text-std-22B-150">{children}</h2>,
  h3: ({ children }) => <h3 className="mt-2 text-std-18B-160">{children}</h3>,
  a: ({ children }) => <span className="underline">{children}</span>,
  table: ({ children }) => <table className="w-full border-collapse text-left">{children}</table>,
};
