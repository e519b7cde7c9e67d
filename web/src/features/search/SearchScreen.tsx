import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { searchCity } from '../../api/search';
import { ScreenTitle } from '../../app/ScreenTitle';
import { useSession } from '../../app/session-context';
import { problemWords } from '../../i18n/problem-words';
import { Button } from '../../ui/Button';
import { SearchIcon } from '../../ui/icons';
import { Notice } from '../../ui/Notice';
import { Found } from './Found';
import { keepSearch, keptSearch, type Search } from './kept';

/** 検索: people, staff and facilities by what they are called. What is typed goes into no address and is kept nowhere. */
export default function SearchScreen() {
  const { t } = useTranslation();
  const { account, role } = useSession().session;
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [search, setSearch] = useState<Search | undefined>(() => keptSearch(account));
  const [term, setTerm] = useState(search?.term ?? '');
  const [problem, setProblem] = useState<string>();
  const [working, setWorking] = useState(false);
  const asked = useRef(0);

  // Whoever comes here wants to type. After the title, which takes the focus on every other screen.
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (working) return;
    if (term.trim() === '') return setProblem(t('search.empty'));
    asked.current += 1;
    const mine = asked.current;
    setWorking(true);
    try {
      const found = await searchCity(term);
      if (mine !== asked.current) return;
      keepSearch(account, { term, found });
      setSearch({ term, found });
      setProblem(undefined);
    } catch (error) {
      setProblem(problemWords(t, error));
    }
    setWorking(false);
  };

  return (
    <div className="mx-auto grid max-w-4xl gap-5 px-4 py-6 sm:px-6 lg:py-8">
      <div className="grid gap-1">
        <ScreenTitle screen={t('search.title')} className="text-std-28B-150" />
        <p className="text-ink-soft">{t('search.lead')}</p>
      </div>
      <search>
        <form onSubmit={(event) => void submit(event)} className="grid gap-1.5">
          <label htmlFor={id} className="text-std-17B-170">
            {t('search.term')}
          </label>
          <div className="flex flex-wrap gap-3">
            <input
              ref={field}
              id={id}
              type="search"
              value={term}
              maxLength={100}
              autoComplete="off"
              enterKeyHint="search"
              aria-describedby={`${id}-hint`}
              onChange={(event) => setTerm(event.target.value)}
              className="min-h-12 min-w-0 grow basis-60 rounded-8 border border-solid-gray-500 bg-white px-4 py-2 text-[1.0625rem] hover:border-black"
            />
            <Button type="submit" busy={working}>
              <SearchIcon className="size-5" />
              {t('search.act')}
            </Button>
          </div>
          <p id={`${id}-hint`} className="text-[0.9375rem] leading-170 text-ink-soft">
            {t('search.hint')}
          </p>
        </form>
      </search>
      <div role="alert" className="empty:absolute">
        {problem && <Notice tone="error">{problem}</Notice>}
      </div>
      <p role="status" className="sr-only">
        {search && t('search.told', { count: total(search) })}
      </p>
      {search && <Found search={search} role={role} />}
    </div>
  );
}

function total({ found }: Search): number {
  const shown = found.rooms.length + found.staff.length + found.facilities.length;
  return shown + found.more_rooms + found.more_staff + found.more_facilities;
}
