import { describe, expect, it } from 'vitest';
import { mergeProfiles, ProfileLibrary } from '../../../config/profile-library.ts';
import { profileSchema } from '../../../model/profile.ts';

describe('the library of an agent', () => {
  it('gives the same list until the installation’s profiles change', () => {
    const library = new ProfileLibrary();
    const first = library.all();
    library.setOwn([]);
    expect(library.all()).toBe(first);
    library.setOwn([{ name: 'own', extends: 'base' }]);
    const second = library.all();
    expect(second).not.toBe(first);
    expect(second.map(({ name }) => name)).toContain('own');
    library.setOwn([{ name: 'own', extends: 'base' }]);
    expect(library.all()).toBe(second);
  });

  it('has an own profile take the place of the one that ships under its name', () => {
    const own = { name: 'b' };
    expect(mergeProfiles([{ name: 'a' }, { name: 'b', extends: 'a' }], [own])).toEqual([{ name: 'a' }, own]);
  });

  it('survives being written as JSON, which is how the build carries it', () => {
    const shipped = new ProfileLibrary().all();
    expect(profileSchema.array().parse(JSON.parse(JSON.stringify(shipped)))).toEqual(shipped);
  });
});
