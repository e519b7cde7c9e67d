import { createContext, useContext } from 'react';
import type { CityView } from '../protocol';

export const CityContext = createContext<CityView | undefined>(undefined);

/** What the pages say of the city; undefined until the server has told it. */
export const useCity = () => useContext(CityContext);
