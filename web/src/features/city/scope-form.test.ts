import { expect, test } from 'vitest';
import { blankScope, faultyScope, scopeOf } from './scope-form';

test('nobody has agreed to anything until someone says to what', () => {
  expect(faultyScope(blankScope())).toEqual(['extent']);
  expect(faultyScope({ ...blankScope(), extent: 'limited' })).toEqual(['categories', 'information']);
  expect(faultyScope({ ...blankScope(), extent: 'whole' })).toEqual([]);
});

test('all of the form is sent as nothing, also after something was ticked', () => {
  expect(scopeOf({ ...blankScope(), extent: 'whole', refused: ['x'] })).toBeUndefined();
});

test('what is ticked is sent in the order of the form', () => {
  expect(
    scopeOf({
      extent: 'limited',
      categories: ['school_teacher', 'medical_institution'],
      information: ['care', 'health'],
      refused: ['x'],
    }),
  ).toEqual({
    categories: ['medical_institution', 'school_teacher'],
    information: ['health', 'care'],
    refused_facilities: ['x'],
  });
});
