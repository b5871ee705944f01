/* types.ts: the API's shapes under the names the rooms use. */
import type { components } from './schema.d.ts';

type Schemas = components['schemas'];

export type Space = Schemas['space'];
export type Me = Schemas['me'];
export type MePatch = Schemas['me_change'];
export type SetupInput = Schemas['setup'];
export type Charter = Schemas['charter'];
export type Participation = Schemas['participation'];
export type Post = Schemas['post'];
export type PostPage = Schemas['post_page'];
export type ReactionKind = Schemas['reaction_change']['kind'];
export type ActPlace = Schemas['post_act_place'];
export type ActKind = ActPlace['can'][number];
export type Posts = Schemas['post_page'];
export type PostFound = Schemas['post_found'];
export type PostCounts = Schemas['post_counts'];
export type PostTargets = Schemas['post_targets'];
export type PostWhy = Schemas['post_why'];
export type Channel = Schemas['channel'];
export type ChannelInput = Schemas['channel_new'];
export type ChannelPatch = Schemas['channel_patch'];
export type MyChannel = Schemas['my_channel'];
export type PostInput = Schemas['post_new'];
export type PostPatch = Schemas['post_patch'];
export type ComposerState = Schemas['composer'];
export type ShareInput = Schemas['share_new'];
export type Share = Schemas['share'];
export type Connection = Schemas['connection'];
export type LinkableNetwork = Schemas['linkable_network'];
export type ConnectInput = Schemas['connect'];
export type Caption = Schemas['caption_row'];
export type CaptionInput = Schemas['caption_new'];
export type CaptionPatch = Schemas['caption_patch'];
export type MyWork = Schemas['my_work'];
export type MyWorkChange = Schemas['my_work_change'];
export type NetworkTerms = Schemas['network_terms'];
export type TermRule = Schemas['term_rule'];
export type Clicks = Schemas['clicks'];
export type Impact = Schemas['my_impact'];
export type Points = Schemas['my_points'];
export type PointsEntry = Schemas['points_entry'];
export type PointsRule = Schemas['points_rule'];
export type PointsRules = Schemas['points_rules'];
export type Board = Schemas['board'];
export type MyBoard = Schemas['my_board'];
export type BoardChange = Schemas['my_board_change'];
export type Member = Schemas['member'];
export type MemberInput = Schemas['member_new'];
export type MemberPatch = Schemas['member_change'];
export type Invitation = Schemas['member_invitation'];
export type MemberCounts = Schemas['join_funnel'];
export type JoinRound = Schemas['join_round'];
export type JoinLink = Schemas['join_link'];
export type JoinLinkInput = Schemas['join_link_new'];
export type JoinWays = Schemas['join_ways'];
export type JoinAsk = Schemas['join_ask'];
export type MemberGroup = Schemas['group'];
export type Axis = MemberGroup['axis'];
export type MyGroups = Schemas['my_groups'];
export type MyAxis = Schemas['my_axis'];
export type MyGroupsChange = Schemas['my_groups_change'];
export type Source = Schemas['source'];
export type Discovery = Schemas['discovery'];
export type DiscoveredSource = Schemas['discovered_source'];
export type Samples = Schemas['samples'];
export type Setting = Schemas['setting'];
export type SettingDifference = Schemas['setting_difference'];
export type Import = Schemas['import'];
export type ImportColumn = Schemas['import_column'];
export type ImportField = NonNullable<ImportColumn['field']>;
export type ImportRow = Schemas['import_row'];
export type ImportResult = ImportRow['result'];
export type ImportFault = Schemas['import_row_fault'];
export type MissingMember = Schemas['import_missing'];

/** What a member may do; a person can hold several. */
export type Role = 'member' | 'curator' | 'moderator' | 'manager' | 'trainer' | 'admin' | 'auditor';

export const hasRole = (me: Me, ...roles: Role[]) => roles.some((role) => me.roles.includes(role));
/** The Studio is open to curators, and to admins, who are curators too. */
export const mayCurate = (me: Me) => hasRole(me, 'curator', 'admin');
/** Settings are read by auditors too. */
export const mayReadSettings = (me: Me) => hasRole(me, 'admin', 'auditor');
export const mayAdmin = (me: Me) => hasRole(me, 'admin');
