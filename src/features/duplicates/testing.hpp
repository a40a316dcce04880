// What the tests of duplicates and merges stand on: two peers at two sites, their supervisor, a manager. For tests
// only.
#pragma once

#include <string>
#include <string_view>

#include "features/accounts/account.hpp"
#include "features/duplicates/duplicate.hpp"
#include "features/program/testing.hpp"
#include "features/referrals/referral.hpp"
#include "features/sites/site.hpp"
#include "features/staff/staff.hpp"

namespace cairn {

// The present is 2026-11-02, seven in the morning in Philadelphia.
class DuplicateTest : public OrganizationTest {
protected:
    DuplicateTest() {
        add_site(cedar_, "Cedar Avenue Health Center");
        add_site(elm_, "Elm Street Clinic");
        sue_ = add_holder("Sue", Role::supervisor, {});
        mia_ = add_holder("Mia", Role::manager, {});
        ana_ = add_holder("Ana", Role::peer, sue_.staff);
        ben_ = add_holder("Ben", Role::peer, sue_.staff);
    }

    struct Holder {
        Id<Staff> staff{};
        Id<Account> account{};
    };
    static Date today() { return Date::parse("2026-11-02").value(); }
    Permit permit_of(Holder const& holder, Role role) {
        return authorize_holder(to_string(holder.account), to_string(holder.staff), role, today());
    }
    Permit ana() { return permit_of(ana_, Role::peer); }
    Permit ben() { return permit_of(ben_, Role::peer); }
    Permit sue() { return permit_of(sue_, Role::supervisor); }
    Permit mia() { return permit_of(mia_, Role::manager); }

    Registration person(std::string given, std::string family, std::string_view birth_date = "") {
        Registration person;
        person.id = new_id<Participant>();
        if (!given.empty()) person.given_name = std::move(given);
        if (!family.empty()) person.family_name = std::move(family);
        if (!birth_date.empty()) person.birth_date = Date::parse(birth_date).value();
        return person;
    }
    // Registered whether or not somebody like them is there.
    Participant registered(Registration person) {
        auto written = register_participant(permit(), organization(), person, key());
        if (!written) {
            for (auto const& id : shown_candidates(written.error())) {
                person.not_same_as.push_back({{Uuid::parse(id).value()}, "the test says so"});
            }
            register_participant(permit(), organization(), person, key()).value();
        }
        return *stored(person.id);
    }
    // In the care of a peer, whom nobody but the peer, the supervisor and the manager sees.
    Participant with_peer(Holder const& peer, Id<Site> const& site, Registration const& person) {
        auto const participant = registered(person);
        Referral referral;
        referral.id = new_id<Referral>();
        referral.participant_id = participant.id;
        referral.site_id = site;
        referral.received_at = Moment::parse("2026-11-01T14:00:00Z").value();
        refer(permit(), organization(), referral, key()).value();
        assign_referral(permit(), organization(), {referral.id, 1, peer.staff}, key()).value();
        return participant;
    }
    Participant bens(Registration const& person) { return with_peer(ben_, elm_, person); }
    Participant anas(Registration const& person) { return with_peer(ana_, cedar_, person); }

    void add_phone(Participant const& participant, std::string number) {
        ParticipantPhone phone;
        phone.participant_id = participant.id;
        phone.number = std::move(number);
        save_entry(permit(), organization(), phone, key()).value();
    }
    Id<ParticipantPhone> phone_of(Participant const& participant) {
        std::string id;
        database().read([&](Reader& reader) {
            id = reader
                     .text({"SELECT id FROM participant_phone WHERE participant_id = $1 LIMIT 1",
                            {to_string(participant.id)}})
                     .value();
        });
        return {Uuid::parse(id).value()};
    }

    std::vector<PossibleDuplicate> pairs() {
        std::vector<PossibleDuplicate> found;
        static std::string const sql = "SELECT " + column_list(record_type<PossibleDuplicate>()) +
                                       " FROM possible_duplicate ORDER BY id LIMIT 100";
        database().read([&](Reader& reader) {
            found.clear();
            reader.each({sql}, [&](Row const& row) {
                found.push_back(read_record<PossibleDuplicate>(row));
                return true;
            });
        });
        return found;
    }
    std::int64_t count(std::string_view sql) {
        std::int64_t number = 0;
        database().read([&](Reader& reader) { number = reader.integer({sql}).value_or(0); });
        return number;
    }

    Id<Site> cedar_ = new_id<Site>();
    Id<Site> elm_ = new_id<Site>();
    Holder ana_{}, ben_{}, sue_{}, mia_{};

private:
    void add_site(Id<Site> const& id, std::string name) {
        Site site;
        site.id = id;
        site.name = std::move(name);
        register_site(permit(), organization(), site, key()).value();
    }
    Holder add_holder(std::string name, Role role, std::optional<Id<Staff>> supervisor) {
        Staff staff;
        staff.id = new_id<Staff>();
        staff.display_name = name;
        staff.role = role;
        staff.program_supervisor_id = supervisor;
        register_staff(permit(), organization(), staff, key()).value();
        Account account{.id = new_id<Account>(), .staff_id = staff.id, .login = name, .password_hash = "none"};
        auto const request = write_request(permit(), "test", key(), name, {stream_of("staff", staff.id)});
        database()
            .write(request,
                   [&](Tx& tx) -> Result<std::string> {
                       auto stored = account;
                       tx.put(stored);
                       return name;
                   })
            .value();
        return {staff.id, account.id};
    }
};

}  // namespace cairn
