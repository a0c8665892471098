import { ScimController } from '../http/scim-controller.decorator.js';
import { resourceController } from '../http/resource-controller.js';
import { userType } from '../scim/resource-type.js';
import { userExamples } from './user-examples.js';

/** `/scim/v2/Users`. */
@ScimController('Users')
export class UsersController extends resourceController(userType, userExamples) {}
