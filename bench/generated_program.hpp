// A program of any size, the same on every machine and in every run: each record is computed from its number.
//
// Every participant has one referral and one episode of up to 180 days; they come in evenly over three years. Contacts
// come in order of their days, as a program logs them, each with somebody whose episode began less than 180 days
// before.
//
// With a `present`, the three years end the day before it and the program goes on: what would end later is open,
// whoever came in during the last days still has an open referral and no episode, a third of these with no peer,
// everybody of the staff has an account, and peers work at two sites each.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>

#include "features/accounts/account.hpp"
#include "features/contacts/contact.hpp"
#include "features/episodes/episode.hpp"
#include "features/participants/participant.hpp"
#include "features/referrals/referral.hpp"
#include "features/sites/site.hpp"
#include "features/staff/staff.hpp"

namespace cairn::bench {

inline constexpr std::int64_t generated_sites = 20;
inline constexpr std::int64_t generated_peers = 100;

struct ProgramSize {
    std::int64_t participants = 0;
    std::int64_t contacts = 0;
    std::int64_t sites = generated_sites;
    std::int64_t peers = generated_peers;
    std::int64_t clinicians = 0;
    std::optional<Date> present{};
};

inline constexpr std::string_view contact_id_prefix =
    "01857e2c-4c00-7006-8000-";  // then the number, 12 hexadecimal digits

class GeneratedProgram {
public:
    explicit GeneratedProgram(ProgramSize size) : size_(size) {}

    ProgramSize const& size() const { return size_; }
    Site site(std::int64_t number) const;
    Staff staff(std::int64_t number) const;     // peers first, then clinicians
    Account account(std::int64_t staff) const;  // with a password that nobody has
    Participant participant(std::int64_t number) const;
    Referral referral(std::int64_t number) const;  // of the participant with the same number, like the episode
    Episode episode(std::int64_t number) const;
    // Whether somebody's referral is still open, so that there is no episode; never without a present.
    bool is_waiting(std::int64_t participant) const;
    Contact contact(std::int64_t number) const;
    // The same row for any participant, on any day of their episode; the number may go beyond the program's size.
    Contact contact_with_anybody(std::int64_t number) const;
    Contact contact_with(std::int64_t participant, std::int64_t number) const;

    using Visit = std::function<void(RecordType const& type, void const* record)>;
    // All records, table by table, each after those it names.
    void each(Visit const& visit) const;

private:
    Date first_day() const;
    Date started_on(std::int64_t participant) const;
    Contact contact_on(std::int64_t number, std::int64_t participant, Date day) const;

    ProgramSize size_;
};

// Writes the program as the CSV files of a source that has short keys of its own. Answers the number of rows.
std::int64_t write_csv_folder(GeneratedProgram const& program, std::filesystem::path const& folder);

}  // namespace cairn::bench
