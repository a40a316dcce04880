// The care team around a participant, and the consents by which its members see the chart.
//
// The care team is its members here, and the PCP and LCSW of the open episode. Being on it is not enough: a member sees
// the participant while a consent that names them or one of their sites is active (42 CFR 2.31; access/sight.hpp).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "access/permit.hpp"
#include "base/date.hpp"
#include "base/id.hpp"
#include "base/instant.hpp"
#include "base/result.hpp"
#include "features/program/program.hpp"
#include "record/record_type.hpp"
#include "record/types.hpp"

namespace cairn {

struct Participant;
struct Site;
struct Staff;

// Given by the participant, for a person or for everybody who works at a site. Revoking it takes effect at once and
// needs no reason.
struct Consent {
    Id<Consent> id{};
    std::int64_t version = 0;
    Id<Participant> participant_id{};
    std::optional<Id<Staff>> recipient_staff_id{};  // one of the two
    std::optional<Id<Site>> recipient_site_id{};
    Code purpose{};  // code list consent_purpose; must be known
    Date signed_on{};
    std::optional<Date> until{};  // last day; empty: until it is revoked
    std::optional<Instant> revoked_at{};
    std::optional<std::string> revoke_reason{};
};

struct CareTeamMember {
    Id<CareTeamMember> id{};
    std::int64_t version = 0;
    Id<Participant> participant_id{};
    Id<Staff> staff_id{};
    Code function{};  // code list care_team_function
    Date from{};
    std::optional<Date> until{};  // last day
};

template <>
RecordType const& record_type<Consent>();
template <>
RecordType const& record_type<CareTeamMember>();

inline constexpr std::size_t revoke_reason_characters_max = 500;
inline constexpr int care_team_members_max = 100;  // of one participant, former ones included
inline constexpr int consents_max = 200;           // of one participant, revoked ones included

// ---- rules ----

// Append every problem. `previous` is the stored record that this one replaces, else null.
void complete_and_check(Consent& consent, Consent const* previous, CheckContext const& context, Problems& problems);
void complete_and_check(CareTeamMember& member, CareTeamMember const* previous, CheckContext const& context,
                        Problems& problems);

// ---- commands, with arrange_care_team ----

struct RevokeConsent {
    Id<Consent> id{};
    std::int64_t version = 0;  // that was seen
    std::optional<std::string> reason{};
};

struct EndCareTeamMember {
    Id<CareTeamMember> id{};
    std::int64_t version = 0;
    std::optional<Date> until{};  // last day; today when left out
};

template <>
RecordType const& record_type<RevokeConsent>();
template <>
RecordType const& record_type<EndCareTeamMember>();

// Each answers {"id":…,"version":…}. The caller may bring the id of a new record, else it gets one.
Result<Written> give_consent(Permit const& permit, Organization& organization, Consent const& consent, std::string key);
Result<Written> revoke_consent(Permit const& permit, Organization& organization, RevokeConsent const& command,
                               std::string key);
// Refused while the same person is on the team for some of the same days.
Result<Written> add_care_team_member(Permit const& permit, Organization& organization, CareTeamMember const& member,
                                     std::string key);
Result<Written> end_care_team_member(Permit const& permit, Organization& organization, EndCareTeamMember const& command,
                                     std::string key);

// ---- reading ----

// Somebody around the participant, and whether they see the chart today by a consent.
struct CareTeamEntry {
    std::optional<Id<CareTeamMember>> id{};  // empty for the PCP and LCSW of the open episode
    std::int64_t version = 0;
    Id<Staff> staff_id{};
    std::string display_name{};
    std::string function{};  // a word of care_team_function; `pcp` and `lcsw` come from the episode
    std::optional<Date> from{};
    std::optional<Date> until{};
    bool sees_chart = false;
    std::optional<Date> sees_until{};  // last day that is known; empty: no end, or does not see
};

template <>
RecordType const& record_type<CareTeamEntry>();

// Those of the open episode first, then members by their first day. The caller has checked that the participant may be
// seen.
std::vector<CareTeamEntry> care_team_of(Reader& reader, Id<Participant> const& participant_id, Date today);
// Newest first.
std::vector<Consent> consents_of(Reader& reader, Id<Participant> const& participant_id);

}  // namespace cairn
