import { sqlCheck } from "./check.ts";

export const deletedMembers = sqlCheck(
  "deleted-members",
  "Of a deleted member nothing is left but the emptied row, votes and sessions included; each deletion that is due was done.",
  (sql) => sql`
    with deleted as (select * from members where deleted_at is not null)
    select format('deleted member %s still has %s', id, what) as finding from (
      select id, 'an address, a password or a text' as what from deleted
      where email is not null or password_hash is not null or biography <> '' or fediverse <> '' or confirmed_at is not null
        or handle <> 'deleted-' || id
      union all
      select distinct member_id, what from (
        select member_id, 'a session' as what from member_sessions
        union all select member_id, 'a mailed link' from member_tokens
        union all select member_id, 'an account elsewhere' from member_identities
        union all select member_id, 'a passkey' from passkeys
        union all select member_id, 'a recovery code' from recovery_codes
        union all select member_id, 'an authenticator' from member_totp
        union all select member_id, 'a sign-in under way' from sign_in_challenges
        union all select member_id, 'a picture' from member_avatars
        union all select member_id, 'a vote' from ratings
        union all select member_id, 'a vote that is watched' from watched_votes
        union all select member_id, 'a hash of their network' from registration_networks
        union all select member_id, 'a reaction' from comment_reactions
        union all select member_id, 'a notification' from notifications
        union all select member_id, 'the text of an appeal' from appeal_texts
        union all select member_id, 'a mail about a decision' from decision_mails
        union all select member_id, 'a mute' from mutes
        union all select member_id, 'an unseen comment' from comments where status <> 'visible' and body_source <> ''
        union all select c.member_id, 'the text of a deleted comment' from deleted_comment_texts as t join comments as c on c.id = t.comment_id
        union all select member_id, 'a byline' from authors where member_id is not null
      ) as kept where member_id in (select id from deleted)
    ) as left_over
    union all
    select format('deletion %s of member %s is noted as done, but the member is there', d.id, d.member_id)
    from member_deletions as d join members as m on m.id = d.member_id
    where d.done_at is not null and m.deleted_at is null
    union all
    select format('deletion %s of member %s is overdue since %s', id, member_id, due_at) from member_deletions
    where done_at is null and cancelled_at is null and due_at < now() - interval '1 day'`,
);
