import { ScimController } from '../scim-api/scim-controller.decorator.js';
import { resourceController } from '../scim-api/resource-controller.js';
import { userType } from '../scim/resource-type.js';
import { userExamples } from './user-examples.js';

/** `/scim/v2/Users`. */
@ScimController('Users')
export class UsersController extends resourceController(userType, userExamples) {}
