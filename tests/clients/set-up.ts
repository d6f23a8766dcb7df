import { installOutside } from '../support/outside.ts';

/** Once before all files of this tier. */
export default installOutside;
