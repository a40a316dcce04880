#include "whole_program.hpp"

#include <sqlite3.h>

#include <fstream>

#include "app/wire.hpp"
#include "base/temporary_folder.hpp"
#include "features/accounts/account.hpp"
#include "features/activities/activity.hpp"
#include "features/care_team/care_team.hpp"
#include "features/caseloads/caseload.hpp"
#include "features/contacts/contact.hpp"
#include "features/episodes/episode.hpp"
#include "features/exchange/exchange_job.hpp"
#include "features/exchange/import.hpp"
#include "features/participants/participant.hpp"
#include "features/referrals/referral.hpp"
#include "features/sites/site.hpp"
#include "features/staff/staff.hpp"
#include "store/anchor.hpp"
#include "store/postgres_connection.hpp"
#include "store/tx.hpp"

namespace cairn {
namespace {

Date day(std::string_view text) { return Date::parse(text).value(); }
Moment moment(std::string_view text) { return Moment::parse(text).value(); }

void must(Result<Written> const& written) {
    if (!written) throw std::runtime_error(to_string(written.error()));
}

std::string key_for(Organization& organization) { return to_string(organization.ids().next()); }

template <class Entry>
void add_entry(Organization& organization, Permit const& permit, Entry entry) {
    entry.id = organization.ids().next_id<Entry>();
    must(save_entry(permit, organization, entry, key_for(organization)));
}

void add_lists(Organization& organization, Permit const& permit, Id<Participant> const& participant) {
    add_entry(organization, permit, ParticipantPhone{.participant_id = participant, .number = "+12155550100"});
    add_entry(organization, permit,
              ParticipantIdentifier{.participant_id = participant, .system = "record number", .value = "77-1"});
    add_entry(organization, permit, ParticipantCoverage{.participant_id = participant, .kind = {"medicaid"}});
    add_entry(organization, permit, ParticipantSubstance{.participant_id = participant, .substance = {"heroin"}});
    add_entry(organization, permit, ParticipantMoud{.participant_id = participant, .medication = {"methadone"}});
    add_entry(organization, permit, ParticipantDiagnosis{.participant_id = participant});
    add_entry(organization, permit, ParticipantToxicology{.participant_id = participant, .date = day("2026-09-01")});
}

void add_course(Organization& organization, Permit const& permit, People const& people) {
    Referral referral;
    referral.id = organization.ids().next_id<Referral>();
    referral.participant_id = people.participants.front();
    referral.site_id = people.site;
    referral.received_at = moment("2026-09-01T14:00:00Z");
    must(refer(permit, organization, referral, key_for(organization)));
    EnrollReferral command{.id = referral.id, .version = 1};
    command.episode_id = organization.ids().next_id<Episode>();
    command.started_on = day("2026-09-02");
    command.peer_id = people.peer;
    must(enroll(permit, organization, command, key_for(organization)));
    Contact contact;
    contact.id = organization.ids().next_id<Contact>();
    contact.participant_id = people.participants.front();
    contact.episode_id = command.episode_id;
    contact.peer_id = people.peer;
    contact.started_at = moment("2026-09-03T15:00:00Z");
    contact.minutes = 40;
    contact.mode = {"in_person"};
    contact.outcome = {"reached"};
    contact.note = "Walked to the pharmacy together.";
    must(log_contact(permit, organization, contact, key_for(organization)));
    contact.version = 1;
    contact.minutes = 45;
    must(amend_contact(permit, organization, contact, key_for(organization)));
    Activity activity;
    activity.id = organization.ids().next_id<Activity>();
    activity.staff_id = people.peer;
    activity.started_at = moment("2026-09-03T18:00:00Z");
    activity.minutes = 20;
    must(log_activity(permit, organization, activity, key_for(organization)));
}

void add_account_of(Organization& organization, Permit const& permit, Id<Staff> const& holder) {
    SystemRandomness randomness;
    Passwords passwords(randomness);
    NewAccount const account{.staff_id = holder, .login = "ana", .password = "a few words in a row"};
    auto const added = add_account(permit, organization, passwords, account, key_for(organization));
    if (!added) throw std::runtime_error(to_string(added.error()));
}

// Those who look after the participant beside the peer, for good and for a while.
void add_team(Organization& organization, Permit const& permit, People const& people) {
    auto const participant = people.participants.front();
    CareTeamMember member{.id = organization.ids().next_id<CareTeamMember>(), .participant_id = participant};
    member.staff_id = people.peer;
    member.function = {"nurse"};
    member.from = day("2026-09-02");
    must(add_care_team_member(permit, organization, member, key_for(organization)));
    Consent consent{.id = organization.ids().next_id<Consent>(), .participant_id = participant};
    consent.recipient_staff_id = people.peer;
    consent.purpose = {"treatment"};
    consent.signed_on = day("2026-09-02");
    must(give_consent(permit, organization, consent, key_for(organization)));
    Staff other;
    other.id = organization.ids().next_id<Staff>();
    other.display_name = "Bo";
    other.profession = Profession::peer;
    must(register_staff(permit, organization, other, key_for(organization)));
    auto const today = Date::parse(to_string(organization.clock().now()).substr(0, 10)).value();
    Cover cover{.id = organization.ids().next_id<Cover>(), .absent_staff_id = people.peer};
    cover.covering_staff_id = other.id;
    cover.from = today;
    cover.until = today + 7;
    must(arrange_cover(permit, organization, cover, key_for(organization)));
    ArrangeTransfer const transfer{
        .from_staff_id = people.peer, .to_staff_id = other.id, .effective_on = today + 7};
    must(arrange_transfer(permit, organization, transfer, key_for(organization)));
}

// A job of the server, without the server.
void add_job(Organization& organization, Permit const& permit) {
    auto const request = write_request(permit, "test", key_for(organization), "job", {directory_stream()});
    must(organization.database().write(request, [&](Tx& tx) -> Result<std::string> {
        ExchangeJob job;
        job.id = organization.ids().next_id<ExchangeJob>();
        job.asked_by = permit.actor();
        tx.put(job);
        return std::string("{}");
    }));
}

void import_something(Organization& organization, Permit const& permit) {
    TemporaryFolder const outer;
    auto const folder = outer.path() / "data";
    std::filesystem::create_directory(folder);
    std::ofstream(folder / "participants.csv") << "id,given_name\nP-1,Sam\nP-2,Kim\n";
    std::ofstream(folder / "contacts.csv")
        << "id,participant_id,started_at,mode,outcome\nC-1,P-1,2026-08-01,in_person,reached\n";
    auto const importables = all_importables();
    ImportProgress nobody;
    auto const imported = import_folder(permit, organization, importables, {.folder = folder}, nobody);
    if (!imported) throw std::runtime_error(to_string(imported.error()));
    if (!imported->is_complete()) throw std::runtime_error("the import of the tests was not complete");
}

}  // namespace

People register_people(Organization& organization, Permit const& permit, int participants) {
    People people;
    Site site;
    site.id = people.site = organization.ids().next_id<Site>();
    site.name = "Cedar Avenue Health Center";
    must(register_site(permit, organization, site, key_for(organization)));
    Staff peer;
    peer.id = people.peer = organization.ids().next_id<Staff>();
    peer.display_name = "Ana";
    peer.profession = Profession::peer;
    must(register_staff(permit, organization, peer, key_for(organization)));
    for (int i = 0; i < participants; ++i) {
        Participant participant;
        participant.id = organization.ids().next_id<Participant>();
        participant.given_name = "Robin";
        must(register_participant(permit, organization, participant, key_for(organization)));
        people.participants.push_back(participant.id);
    }
    return people;
}

void fill_every_table(Organization& organization, Permit const& permit) {
    auto const people = register_people(organization, permit, 2);
    add_account_of(organization, permit, people.peer);
    add_lists(organization, permit, people.participants.front());
    add_course(organization, permit, people);
    add_team(organization, permit, people);
    add_job(organization, permit);
    import_something(organization, permit);
}

void break_into(std::string const& address, std::string const& sql) {
    constexpr std::string_view sqlite = "sqlite:";
    if (!address.starts_with(sqlite)) {
        execute_on_postgres(address, "SET session_replication_role = replica; SET synchronous_commit = off; " + sql);
        return;
    }
    sqlite3* handle = nullptr;
    int code = sqlite3_open(address.substr(sqlite.size()).c_str(), &handle);
    if (code == SQLITE_OK)
        code = sqlite3_exec(handle, ("PRAGMA synchronous = OFF; " + sql).c_str(), nullptr, nullptr, nullptr);
    std::string const message = sqlite3_errmsg(handle);
    sqlite3_close(handle);
    if (code != SQLITE_OK) throw std::runtime_error("cannot tamper: " + message + " in " + sql);
}

std::string listed(VerifyReport const& report) {
    std::string text;
    for (auto const& finding : report.findings) text += finding.table + " [" + finding.id + "] " + finding.what + "\n";
    return text;
}

bool names(VerifyReport const& report, std::string_view table, std::string_view id) {
    for (auto const& finding : report.findings) {
        if (finding.table == table && finding.id == id) return true;
    }
    return false;
}

WholeProgramTest::WholeProgramTest() : organization_(database(), store().clock(), store().ids()) {
    seed_program(organization_);
    fill_every_table(organization_, permit_);
}

void WholeProgramTest::anchor() {
    auto const written = write_anchor(database(), anchors(), store().clock());
    if (!written) throw std::runtime_error(to_string(written.error()));
}

VerifyReport WholeProgramTest::report() {
    VerifyOptions options;
    if (std::filesystem::exists(anchors())) options.anchors = anchors();
    auto const found = verify(database(), all_record_types(), store().clock(), options);
    if (!found) throw std::runtime_error(to_string(found.error()));
    return *found;
}

std::string WholeProgramTest::cell(std::string const& sql) {
    std::string text;
    database().read([&](Reader& reader) { text = reader.text({sql}).value_or(""); });
    return text;
}

std::int64_t WholeProgramTest::number(std::string const& sql) {
    std::int64_t number = 0;
    database().read([&](Reader& reader) { number = reader.integer({sql}).value_or(0); });
    return number;
}

}  // namespace cairn
