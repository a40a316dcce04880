// Participants: the persons served. Their lists (phones, coverages, …) are records of their own in the same chart.
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

struct Address {
    std::optional<std::string> line{};  // street and number, or where somebody can usually be found
    std::optional<std::string> city{};
    std::optional<std::string> state{};  // two letters
    std::optional<std::string> zip{};
};

struct EmergencyContact {
    std::optional<std::string> name{};
    std::optional<std::string> relationship{};
    std::optional<std::string> phone{};
};

// Family and friends on the participant's side.
struct Ally {
    std::string name{};
    std::optional<std::string> relationship{};
    std::optional<std::string> phone{};
    bool may_contact = false;  // the participant said that the program may talk to them
};

struct Participant {
    Id<Participant> id{};
    std::int64_t version = 0;
    std::optional<std::string> given_name{};
    std::optional<std::string> family_name{};
    std::optional<std::string> preferred_name{};
    std::string name_key{};  // derived: family, given and preferred name folded, for sorting and search
    std::optional<std::string> pronouns{};
    std::optional<Date> birth_date{};
    Code sex{};
    Code gender_identity{};
    Words race{};
    Code ethnicity{};
    Words languages{};
    std::optional<std::string> email{};
    Address address{};
    Code housing_status{};
    Code employment_status{};
    EmergencyContact emergency_contact{};
    std::vector<Ally> allies{};
    Code primary_substance{};  // code list substance
    std::optional<int> overdose_count{};
    Words justice_involvement{};  // sealed
    Words peer_preferences{};     // code list peer_offer: what the participant asked for in a peer
    std::optional<std::string> peer_preference_note{};
    // derived: the actor who registered them, never rewritten; unknown when imported. It keeps them in view of whoever
    // has just met them, until there is a referral (migrations/0009).
    std::optional<std::string> registered_by{};
    std::optional<Id<Participant>> merged_into_id{};  // derived: the person whose chart this one is part of now
    // derived: the actor who keeps sight of that person, because they had registered one of the two and nobody had been
    // referred yet (duplicates).
    std::optional<std::string> in_view_of{};
};

// ---- what a participant has several of ----
// Nothing is deleted: removing sets voided_at and void_reason, and a voided entry counts nowhere.

struct ParticipantPhone {
    Id<ParticipantPhone> id{};
    std::int64_t version = 0;
    Id<Participant> participant_id{};
    std::string number{};
    Code kind{};  // code list phone_kind
    bool ok_to_text = false;
    bool ok_to_leave_message = false;
    std::optional<Instant> voided_at{};
    std::optional<std::string> void_reason{};
};

// A number under which others know the participant: a record number, a member number.
struct ParticipantIdentifier {
    Id<ParticipantIdentifier> id{};
    std::int64_t version = 0;
    Id<Participant> participant_id{};
    std::string system{};  // who gave it, in words or as a URI
    std::string value{};
    std::optional<Instant> voided_at{};
    std::optional<std::string> void_reason{};
};

struct ParticipantCoverage {
    Id<ParticipantCoverage> id{};
    std::int64_t version = 0;
    Id<Participant> participant_id{};
    std::optional<std::string> payer{};  // the plan's own name
    Code kind{};                         // code list payer_kind
    std::optional<Date> from{};
    std::optional<Date> until{};  // last day covered
    std::optional<Instant> voided_at{};
    std::optional<std::string> void_reason{};
};

struct ParticipantSubstance {
    Id<ParticipantSubstance> id{};
    std::int64_t version = 0;
    Id<Participant> participant_id{};
    Code substance{};
    std::optional<bool> ever_regular{};
    std::optional<double> years_regular{};
    std::optional<Date> last_used_on{};
    Code route{};
    std::optional<Instant> voided_at{};
    std::optional<std::string> void_reason{};
};

// Medication for opioid use disorder.
struct ParticipantMoud {
    Id<ParticipantMoud> id{};
    std::int64_t version = 0;
    Id<Participant> participant_id{};
    Code medication{};
    std::optional<Date> started_on{};
    std::optional<Date> stopped_on{};
    std::optional<Instant> voided_at{};
    std::optional<std::string> void_reason{};
};

struct ParticipantDiagnosis {
    Id<ParticipantDiagnosis> id{};
    std::int64_t version = 0;
    Id<Participant> participant_id{};
    Code kind{};  // code list diagnosis_kind
    Code severity{};
    std::optional<Date> since{};
    Code asserted_by{};
    std::optional<Instant> voided_at{};
    std::optional<std::string> void_reason{};
};

struct ParticipantToxicology {
    Id<ParticipantToxicology> id{};
    std::int64_t version = 0;
    Id<Participant> participant_id{};
    Date date{};         // of collection
    Words substances{};  // code list substance: what the result speaks of
    Code result{};       // code list toxicology_result
    Code source{};       // code list toxicology_source
    std::optional<Instant> voided_at{};
    std::optional<std::string> void_reason{};
};

// ---- registering ----

struct NewPhone {
    std::string number{};
    Code kind{};
    bool ok_to_text = false;
    bool ok_to_leave_message = false;
};

struct NewIdentifier {
    std::string system{};
    std::string value{};
};

// Somebody who was shown as a candidate, and why the new participant is not the same person.
struct NotSameAs {
    Id<Participant> id{};
    std::string reason{};
};

// A new participant with what helps to tell whether they are here already.
struct Registration : Participant {
    std::vector<NewPhone> phones{};
    std::vector<NewIdentifier> identifiers{};
    std::vector<NotSameAs> not_same_as{};
};

inline constexpr int age_years_max = 120;
inline constexpr std::size_t removal_reason_characters_max = 500;

template <>
RecordType const& record_type<Participant>();
template <>
RecordType const& record_type<NewPhone>();
template <>
RecordType const& record_type<NewIdentifier>();
template <>
RecordType const& record_type<NotSameAs>();
template <>
RecordType const& record_type<Registration>();
template <>
RecordType const& record_type<ParticipantPhone>();
template <>
RecordType const& record_type<ParticipantIdentifier>();
template <>
RecordType const& record_type<ParticipantCoverage>();
template <>
RecordType const& record_type<ParticipantSubstance>();
template <>
RecordType const& record_type<ParticipantMoud>();
template <>
RecordType const& record_type<ParticipantDiagnosis>();
template <>
RecordType const& record_type<ParticipantToxicology>();

// Fills in what was left out and derived, then appends every problem: declared rules, age. `previous` is the stored
// participant that this one replaces, else null.
void complete_and_check(Participant& participant, Participant const* previous, CheckContext const& context,
                        Problems& problems);

// What participant.name_key is made of: family, given and preferred name, folded.
std::string folded_name_key(Participant const& participant);

// A new participant with their phones and identifiers. The caller may bring the id, else they get one. Refused with
// `possible_duplicate` when the caller may see somebody who may be the same person and has not said that they are not
// (duplicates: settle_duplicates).
Result<Written> register_participant(Permit const& permit, Organization& organization, Registration const& registration,
                                     std::string key);
Result<Written> register_participant(Permit const& permit, Organization& organization, Participant const& participant,
                                     std::string key);
// The whole record as it shall be, with the version that was seen.
Result<Written> edit_participant(Permit const& permit, Organization& organization, Participant const& changed,
                                 std::string key);

// For the seven lists, ParticipantPhone to ParticipantToxicology. Version 0 adds an entry (the caller may bring the
// id); any other version is the one that was seen of the entry that this replaces. A removed entry stays as it is.
template <class Entry>
Result<Written> save_entry(Permit const& permit, Organization& organization, Entry const& entry, std::string key);

template <class Entry>
struct RemoveEntry {
    Id<Participant> participant_id{};
    Id<Entry> id{};
    std::int64_t version = 0;  // that was seen
    std::string reason{};
};
template <class Entry>
Result<Written> remove_entry(Permit const& permit, Organization& organization, RemoveEntry<Entry> const& removal,
                             std::string key);

Importable participant_importable();
Importable participant_phone_importable();
Importable participant_identifier_importable();
Importable participant_coverage_importable();
Importable participant_substance_importable();
Importable participant_moud_importable();
Importable participant_diagnosis_importable();

}  // namespace cairn
