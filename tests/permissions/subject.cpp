#include "subject.hpp"

#include <array>

#include "app/wire.hpp"
#include "features/activities/activity.hpp"
#include "features/care_team/care_team.hpp"
#include "features/caseloads/caseload.hpp"
#include "features/contacts/contact.hpp"
#include "features/duplicates/duplicate.hpp"
#include "features/episodes/episode.hpp"
#include "features/participants/participant.hpp"
#include "features/referrals/referral.hpp"
#include "features/sites/site.hpp"
#include "features/staff/staff.hpp"

namespace cairn {
namespace {

constexpr std::array<std::string_view, 8> relationship_names{
    "caseload", "cover", "supervised_peer", "supervised_site", "intake", "care_team", "care_team_no_consent", "none"};

Date today() { return Date::parse("2026-11-02").value(); }

}  // namespace

std::string_view to_string(Relationship relationship) {
    return relationship_names.at(static_cast<std::size_t>(relationship));
}

std::string to_string(Standing const& standing) {
    return std::string(to_string(standing.role)) + ':' + std::string(to_string(standing.relationship));
}

std::vector<Standing> all_standings() {
    using enum Relationship;
    std::vector<Standing> standings;
    for (auto const relationship : {caseload, cover, intake, none}) standings.push_back({Role::peer, relationship});
    for (auto const relationship : {caseload, cover, supervised_peer, supervised_site, intake, none}) {
        standings.push_back({Role::supervisor, relationship});
    }
    for (auto const relationship : {care_team, care_team_no_consent, none}) {
        standings.push_back({Role::clinician, relationship});
    }
    for (auto const role : {Role::manager, Role::evaluator, Role::finance, Role::admin, Role::integration}) {
        standings.push_back({role, none});
    }
    return standings;
}

SubjectWorld::SubjectWorld(Engine engine, Standing const& standing) : standing_(standing), whole_(engine) {
    make_sites_and_staff();
    relate_before_the_chart();
    make_chart();
    make_lists();
    relate_after_the_chart();
    make_duplicates();
    make_ghost();
    auto const account = to_string(whole_.new_id<struct Account>());
    api().door().let_in("holder", authorize_holder(account, to_string(holder_), standing.role, today()));
    api().as("holder");
}

Id<Staff> SubjectWorld::staff(std::string name, Role role, std::vector<Id<Site>> const& sites,
                              std::optional<Id<Staff>> const& supervisor) {
    Staff member;
    member.id = whole_.new_id<Staff>();
    member.display_name = std::move(name);
    member.role = role;
    member.program_supervisor_id = supervisor;
    for (auto const& site : sites) member.sites.push_back({.site_id = site});
    register_staff(whole_.operator_permit(), whole_.organization(), member, whole_.key()).value();
    return member.id;
}

void SubjectWorld::make_sites_and_staff() {
    for (auto* id : {&own_site_, &other_site_}) {
        Site site;
        site.id = *id = whole_.new_id<Site>();
        site.name = id == &own_site_ ? "Cedar Avenue Health Center" : "Maple Street Clinic";
        register_site(whole_.operator_permit(), whole_.organization(), site, whole_.key()).value();
    }
    bool const works_there =
        standing_.relationship == Relationship::supervised_site || standing_.relationship == Relationship::intake;
    holder_ = staff("Holder", standing_.role, {works_there ? other_site_ : own_site_});
    bool const supervises = standing_.relationship == Relationship::supervised_peer;
    peer_ = staff("Somebody else", Role::peer, {other_site_}, supervises ? std::optional(holder_) : std::nullopt);
    subject_["site"] = to_string(other_site_);
    subject_["staff"] = to_string(peer_);
}

void SubjectWorld::relate_before_the_chart() {
    if (standing_.relationship != Relationship::cover) return;
    Cover cover;
    cover.id = whole_.new_id<Cover>();
    cover.absent_staff_id = peer_;
    cover.covering_staff_id = holder_;
    cover.from = today();
    cover.until = today();
    arrange_cover(whole_.operator_permit(), whole_.organization(), cover, whole_.key()).value();
}

void SubjectWorld::make_chart() {
    auto const& permit = whole_.operator_permit();
    auto& organization = whole_.organization();
    Participant participant;
    participant_ = participant.id = whole_.new_id<Participant>();
    participant.given_name = "Robin";
    participant.family_name = "Quillfeather";
    register_participant(permit, organization, participant, whole_.key()).value();
    Referral referral;
    referral.id = whole_.new_id<Referral>();
    referral.participant_id = participant.id;
    referral.site_id = other_site_;
    referral.received_at = Moment::parse("2026-11-01T14:00:00Z").value();
    refer(permit, organization, referral, whole_.key()).value();
    subject_["participant"] = to_string(participant.id);
    subject_["referral"] = to_string(referral.id);

    Contact contact;
    contact.id = whole_.new_id<Contact>();
    contact.participant_id = participant.id;
    contact.started_at = Moment::parse("2026-11-01T15:00:00Z").value();
    contact.mode = {"phone"};
    contact.outcome = {"reached"};
    contact.note = "Will come on Tuesday.";
    log_contact(permit, organization, contact, whole_.key()).value();
    subject_["contact"] = to_string(contact.id);
    subject_["episode"] = to_string(whole_.new_id<Episode>());
    if (standing_.relationship == Relationship::intake) return;

    bool const own = standing_.relationship == Relationship::caseload;
    EnrollReferral command{.id = referral.id, .version = 2};  // the contact has counted for it
    command.episode_id = Id<Episode>{Uuid::parse(subject_["episode"]).value()};
    command.started_on = today();
    command.peer_id = own ? holder_ : peer_;
    enroll(permit, organization, command, whole_.key()).value();
}

void SubjectWorld::make_lists() {
    auto const save = [&](auto entry) {
        using Entry = decltype(entry);
        entry.id = whole_.new_id<Entry>();
        entry.participant_id = participant_;
        save_entry(whole_.operator_permit(), whole_.organization(), entry, whole_.key()).value();
        subject_[std::string(record_type<Entry>().name)] = to_string(entry.id);
    };
    save(ParticipantPhone{.number = "215 555 0100"});
    save(ParticipantIdentifier{.system = "clinic", .value = "A-1"});
    save(ParticipantCoverage{.kind = {"medicaid"}});
    save(ParticipantSubstance{.substance = {"heroin"}});
    save(ParticipantMoud{.medication = {"buprenorphine"}});
    save(ParticipantDiagnosis{.kind = {"opioid_use_disorder"}});
    save(ParticipantToxicology{.date = today(), .substances = {}});
}

void SubjectWorld::relate_after_the_chart() {
    auto const& permit = whole_.operator_permit();
    auto& organization = whole_.organization();
    bool const with_consent = standing_.relationship == Relationship::care_team;
    // Everybody's chart holds a member and a consent, so that their routes have something to answer about.
    bool const on_team = with_consent || standing_.relationship == Relationship::care_team_no_consent;
    CareTeamMember member;
    member.id = whole_.new_id<CareTeamMember>();
    member.participant_id = participant_;
    member.staff_id = on_team ? holder_ : peer_;
    member.function = {"nurse"};
    member.from = today();
    add_care_team_member(permit, organization, member, whole_.key()).value();
    subject_["care_team_member"] = to_string(member.id);
    Consent consent;
    consent.id = whole_.new_id<Consent>();
    consent.participant_id = participant_;
    consent.recipient_staff_id = with_consent ? holder_ : peer_;
    consent.purpose = {"treatment"};
    consent.signed_on = today();
    give_consent(permit, organization, consent, whole_.key()).value();
    subject_["consent"] = to_string(consent.id);
}

// Somebody else registered the participant as well, where nobody but a manager sees both; and somebody was merged into
// them before.
void SubjectWorld::make_duplicates() {
    auto& organization = whole_.organization();
    auto const elsewhere = authorize_holder(to_string(whole_.new_id<struct Account>()),
                                            to_string(whole_.new_id<Staff>()), Role::peer, today());
    Participant twin;
    twin.id = whole_.new_id<Participant>();
    twin.given_name = "Robin";
    twin.family_name = "Quillfeather";
    register_participant(elsewhere, organization, twin, whole_.key()).value();
    organization.database().read([&](Reader& reader) {
        subject_["possible_duplicate"] = reader.text({"SELECT id FROM possible_duplicate LIMIT 1"}).value();
    });

    Participant former;
    former.id = whole_.new_id<Participant>();
    former.given_name = "Alex";
    register_participant(whole_.operator_permit(), organization, former, whole_.key()).value();
    MergeParticipants const command{participant_, 1, former.id, 1, "The same person, says the participant."};
    merge_participants(whole_.operator_permit(), organization, all_record_types(), command, whole_.key()).value();
    organization.database().read([&](Reader& reader) {
        subject_["participant_merge"] = reader.text({"SELECT id FROM participant_merge LIMIT 1"}).value();
    });
}

void SubjectWorld::make_ghost() {
    for (auto const& [type, id] : subject_) {
        bool const outside_charts = type == "site" || type == "staff";
        ghost_[type] = outside_charts ? id : to_string(whole_.new_id<Participant>());
    }
}

}  // namespace cairn
