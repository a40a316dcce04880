// The program's records as arrays of numbers, one array per field: what every metric computes over.
//
// Row i of a table is element i of each of its arrays; a reference to a row is its number. Days are days since
// 1970-01-01. Words are numbers of a dictionary. Records that count nowhere (voided) are not here. Rows of sites,
// staff, participants, referrals and episodes stand in the order of their ids, so that ties break alike everywhere.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <limits>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace cairn::evaluation {

using Index = std::uint32_t;
inline constexpr Index none = std::numeric_limits<Index>::max();  // a reference to nothing

using Day = std::int32_t;
inline constexpr Day no_day = std::numeric_limits<Day>::min();

using Word = std::uint16_t;
inline constexpr Word unknown = 0;

inline constexpr std::int32_t no_minutes = -1;

// The words that occur in some columns, numbered from 0 = "unknown" in the order they came in.
class Dictionary {
public:
    // The first words, from 1 on, so that metrics may name the ones they need.
    Dictionary() : Dictionary(std::initializer_list<std::string_view>{}) {}
    explicit Dictionary(std::initializer_list<std::string_view> known);

    // The word's number, a new one if need be; an empty text is unknown. Throws std::runtime_error when more than
    // 65,536 words occur, which no code list, region or study arm of a program comes near.
    Word number(std::string_view text);
    std::string const& text(Word word) const { return texts_.at(word); }
    std::size_t size() const { return texts_.size(); }

private:
    // Lets a text be looked up without a copy of it.
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };

    std::vector<std::string> texts_;
    std::unordered_map<std::string, Word, Hash, std::equal_to<>> numbers_;
};

// Words of the code lists that metrics name, by their number in the dictionaries below.
namespace mode {
inline constexpr Word in_person = 1, phone = 2, video = 3, text = 4;
}
namespace outcome {
inline constexpr Word reached = 1;
}
namespace end_reason {
inline constexpr Word completed = 1;
}
namespace activity_kind {
inline constexpr Word leave = 1;
}
namespace referral_status {
inline constexpr Word received = 1, assigned = 2, reaching_out = 3, enrolled = 4, declined = 5, unreachable = 6,
                      ineligible = 7, duplicate = 8;
}

struct Sites {
    std::vector<std::string> name;
    std::vector<Word> region, setting;
    std::size_t size() const { return name.size(); }
};

struct Staff {
    std::vector<std::string> name;
    std::size_t size() const { return name.size(); }
};

struct Participants {
    // race and language: the only one of the list, `multiple` when there are several
    std::vector<Word> sex, race, ethnicity, language, primary_substance, overdose_history;
    std::size_t size() const { return sex.size(); }
};

struct Referrals {
    std::vector<Index> participant, site, peer;
    std::vector<Day> received_on, decided_on;  // local days; decided_on may be no_day
    std::vector<Day> first_contact_on;         // as stated by the referral, which counts only while no contact is known
    std::vector<Word> status, source, setting, primary_substance, payer_kind;
    std::size_t size() const { return participant.size(); }
};

struct Episodes {
    std::vector<Index> participant, site, peer, referral;
    std::vector<Day> started_on, ended_on;  // ended_on: no_day while active or paused
    std::vector<Word> end_reason, pathway, study_arm;
    std::size_t size() const { return participant.size(); }
};

struct Contacts {
    std::vector<Index> participant, episode, peer, site;
    std::vector<Day> day;
    std::vector<std::int32_t> minutes;  // no_minutes when unknown
    std::vector<Word> mode, outcome;
    std::size_t size() const { return participant.size(); }
};

struct Activities {
    std::vector<Index> staff;
    std::vector<Day> day;
    std::vector<std::int32_t> minutes;
    std::vector<Word> kind;
    std::size_t size() const { return staff.size(); }
};

struct Columns {
    Sites sites;
    Staff staff;
    Participants participants;
    Referrals referrals;
    Episodes episodes;
    Contacts contacts;
    Activities activities;

    Dictionary modes{"in_person", "phone", "video", "text"};
    Dictionary outcomes{"reached"};
    Dictionary end_reasons{"completed"};
    Dictionary activity_kinds{"leave"};
    Dictionary referral_statuses{"received", "assigned",    "reaching_out", "enrolled",
                                 "declined", "unreachable", "ineligible",   "duplicate"};
    Dictionary words;  // every other column of words
};

// One word for a list of words: the only one, `multiple`, or unknown. `words` are joined by `|`.
std::string_view one_word(std::string_view words);

// Bands of a count of overdoses: `none`, `any`; a count below 0 is unknown.
std::string_view overdose_band(std::int64_t count);

}  // namespace cairn::evaluation
