import type { TFunction } from 'i18next';
import type { Role } from '../../protocol';
import { isOfCity } from './appointment';

/** 市担当者, 市承認者, or that someone is neither. */
export const roleWords = (t: TFunction, role: Role): string =>
  isOfCity(role) ? t(`role.${role}`) : t('cityPeople.neither');
