import type { ConsentScope, InformationKind, StaffCategory } from '../../protocol';

export const INFORMATION: readonly InformationKind[] = ['health', 'care', 'living', 'education'];
export const CATEGORIES: readonly StaffCategory[] = [
  'city_employee',
  'social_welfare_council',
  'medical_institution',
  'welfare_service_office',
  'school_teacher',
  'education_childcare_facility',
  'city_contracted_office',
  'other_admitted',
];

/** 同意の範囲 as it stands in the form; nobody has agreed to anything until someone says to what. */
export type ScopeForm = {
  extent: 'whole' | 'limited' | '';
  categories: readonly StaffCategory[];
  information: readonly InformationKind[];
  refused: readonly string[];
};

export type ScopeField = 'extent' | 'categories' | 'information';

export const blankScope = (): ScopeForm => ({ extent: '', categories: [], information: [], refused: [] });

/** What is at fault. The server checks it again. */
export function faultyScope({ extent, categories, information }: ScopeForm): ScopeField[] {
  if (extent === '') return ['extent'];
  if (extent === 'whole') return [];
  return [
    ...(categories.length === 0 ? (['categories'] as const) : []),
    ...(information.length === 0 ? (['information'] as const) : []),
  ];
}

/** What is sent: nothing where all that the form speaks of was agreed to. */
export function scopeOf({ extent, categories, information, refused }: ScopeForm): ConsentScope | undefined {
  if (extent !== 'limited') return undefined;
  return {
    categories: CATEGORIES.filter((one) => categories.includes(one)),
    information: INFORMATION.filter((one) => information.includes(one)),
    refused_facilities: [...refused],
  };
}
