import { ScimController } from '../http/scim-controller.decorator.js';
import { resourceController } from '../http/resource-controller.js';
import { groupType } from '../scim/resource-type.js';
import { groupExamples } from './group-examples.js';

/** `/scim/v2/Groups`. */
@ScimController('Groups')
export class GroupsController extends resourceController(groupType, groupExamples) {}
