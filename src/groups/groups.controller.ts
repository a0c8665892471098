import { ScimController } from '../scim-api/scim-controller.decorator.js';
import { resourceController } from '../scim-api/resource-controller.js';
import { groupType } from '../scim/resource-type.js';
import { groupExamples } from './group-examples.js';

/** `/scim/v2/Groups`. */
@ScimController('Groups')
export class GroupsController extends resourceController(groupType, groupExamples) {}
