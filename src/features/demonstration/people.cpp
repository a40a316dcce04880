#include "features/demonstration/people.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

#include "base/embedded.hpp"

namespace cairn::demonstration {
namespace {

constexpr std::string_view names_path = "features/demonstration/defaults/names.toml";

// Shapes resemble what [Penn] and [MGB] say of the people they serve: most often alcohol, then heroin or fentanyl, then
// cocaine; most, but far from all, White; public insurance for most. The exact shares are the generator's own.
constexpr std::array substances{
    Choice{"alcohol", 45}, Choice{"fentanyl", 18},          Choice{"heroin", 13},        Choice{"cocaine", 9},
    Choice{"cannabis", 3}, Choice{"methamphetamine", 4},    Choice{"benzodiazepine", 2}, Choice{"other", 1},
    Choice{"unknown", 1},  Choice{"prescription_opioid", 4}};
constexpr std::array races{Choice{"white", 68},
                           Choice{"black_or_african_american", 15},
                           Choice{"other", 6},
                           Choice{"asian", 2},
                           Choice{"american_indian_or_alaska_native", 1},
                           Choice{"native_hawaiian_or_other_pacific_islander", 0.3},
                           Choice{"declined", 3},
                           Choice{"unknown", 4}};
constexpr std::array ethnicities{Choice{"not_hispanic_or_latino", 78}, Choice{"hispanic_or_latino", 15},
                                 Choice{"declined", 2}, Choice{"unknown", 5}};
constexpr std::array first_languages{Choice{"en", 880}, Choice{"es", 75}, Choice{"pt", 20}, Choice{"ht", 9},
                                     Choice{"kea", 5},  Choice{"vi", 5},  Choice{"ase", 2}, Choice{"ar", 4}};
constexpr std::array housing{Choice{"stable", 48}, Choice{"at_risk", 18}, Choice{"unhoused", 22},
                             Choice{"residential_program", 8}, Choice{"unknown", 4}};
constexpr std::array employment{Choice{"unemployed", 42},     Choice{"full_time", 18}, Choice{"part_time", 12},
                                Choice{"unable_to_work", 12}, Choice{"retired", 5},    Choice{"self_employed", 3},
                                Choice{"caregiver", 2},       Choice{"student", 2},    Choice{"unknown", 4}};
constexpr std::array payers{Choice{"medicaid", 52},        Choice{"commercial", 19},           Choice{"medicare", 13},
                            Choice{"uninsured", 5},        Choice{"medicare_and_medicaid", 6}, Choice{"grant", 1},
                            Choice{"other_government", 1}, Choice{"military_or_veterans", 1},  Choice{"unknown", 2}};
constexpr std::array plans{Choice{"Commonwealth Family Plan", 3}, Choice{"Harborlight Health", 2},
                           Choice{"Northgate Community Care", 2}, Choice{"Stonebridge Mutual", 1}};
constexpr std::array women_say{Choice{"woman", 96}, Choice{"nonbinary", 1}, Choice{"transgender_man", 1},
                               Choice{"unknown", 2}};
constexpr std::array men_say{Choice{"man", 96}, Choice{"nonbinary", 1}, Choice{"transgender_woman", 1},
                             Choice{"unknown", 2}};
constexpr std::array courts{Choice{"none", 60},  Choice{"probation", 18},      Choice{"pretrial", 8},
                            Choice{"parole", 5}, Choice{"treatment_court", 5}, Choice{"recently_released", 4}};
constexpr std::array wishes{Choice{"parent", 3},
                            Choice{"medication_experience", 3},
                            Choice{"veteran", 1},
                            Choice{"mutual_aid_experience", 3},
                            Choice{"housing_loss_experience", 2},
                            Choice{"justice_experience", 2},
                            Choice{"latino_community", 1},
                            Choice{"black_community", 1},
                            Choice{"faith", 1}};
constexpr std::array routes{Choice{"injection", 4}, Choice{"smoking", 3}, Choice{"inhalation", 2}, Choice{"oral", 2},
                            Choice{"unknown", 1}};
constexpr std::array medications{Choice{"buprenorphine_naloxone", 62}, Choice{"methadone", 18},
                                 Choice{"buprenorphine_extended_release", 12}, Choice{"naltrexone_extended_release", 6},
                                 Choice{"buprenorphine", 2}};
constexpr std::array severities{Choice{"mild", 15}, Choice{"moderate", 30}, Choice{"severe", 45},
                                Choice{"unknown", 10}};
constexpr std::array streets{Choice{"Mill Street", 1},  Choice{"Cedar Avenue", 1},  Choice{"Ferry Road", 1},
                             Choice{"Orchard Lane", 1}, Choice{"Second Street", 1}, Choice{"Quay Street", 1}};
constexpr std::array relations{Choice{"mother", 4}, Choice{"sister", 3}, Choice{"brother", 2}, Choice{"partner", 4},
                               Choice{"friend", 3}, Choice{"father", 2}, Choice{"daughter", 1}};

// Area codes of the north-east and middle of the United States: people keep the number they came with.
constexpr std::array area_codes{"215", "267", "610", "484", "717", "570", "412", "724", "814", "617", "857",
                                "781", "978", "508", "774", "413", "401", "203", "860", "475", "212", "646",
                                "718", "917", "347", "914", "845", "518", "585", "716", "315", "607", "201",
                                "551", "609", "732", "848", "856", "862", "908", "973", "302", "410", "443",
                                "301", "240", "202", "703", "571", "804", "757", "540", "304", "216", "440",
                                "330", "614", "513", "937", "419", "207", "603", "802", "919", "704"};
constexpr int numbers_per_area = 100;  // 555-0100 to 555-0199

constexpr double women_share = 0.38;
constexpr double age_mean = 41;
constexpr double age_deviation = 12;
constexpr int age_min = 18;
constexpr int age_max = 79;
constexpr int perinatal_age_max = 42;

Code code(std::string_view word) { return Code{std::string(word)}; }

bool is_opioid(Code const& substance) {
    return substance == "fentanyl" || substance == "heroin" || substance == "prescription_opioid";
}

std::string_view diagnosis_of(Code const& substance) {
    if (is_opioid(substance)) return "opioid_use_disorder";
    if (substance == "alcohol") return "alcohol_use_disorder";
    if (substance == "cocaine") return "cocaine_use_disorder";
    if (substance == "methamphetamine") return "stimulant_use_disorder";
    if (substance == "benzodiazepine") return "sedative_use_disorder";
    if (substance == "cannabis") return "cannabis_use_disorder";
    return "other_substance_use_disorder";
}

std::vector<std::string> names_in(toml::table const& table, std::string_view key) {
    std::vector<std::string> names;
    if (auto const* array = table[key].as_array()) {
        for (auto const& name : *array) names.push_back(name.value_or(std::string{}));
    }
    if (names.empty()) throw std::logic_error("the names of the demonstration lack " + std::string(key));
    return names;
}

}  // namespace

Names read_names() {
    auto const table = toml::parse(embedded_file(names_path), names_path);
    return {names_in(table, "women"), names_in(table, "men"), names_in(table, "families")};
}

People::Name People::new_name(bool woman) {
    for (;;) {
        Name name{chance_.any(woman ? names_.women : names_.men), chance_.any(names_.families)};
        if (taken_names_.insert(name.given + ' ' + name.family).second) return name;
    }
}

std::string People::new_phone_number() {
    auto const number = phone_numbers_++ % static_cast<int>(area_codes.size() * numbers_per_area);
    auto const area = static_cast<std::size_t>(number) % area_codes.size();
    auto const last = numbers_per_area + number / static_cast<int>(area_codes.size());
    return std::string(area_codes.at(area)) + "-555-0" + std::to_string(last);
}

NewPerson People::make(std::string_view setting, std::string const& city, Date today) {
    bool const perinatal = setting == "perinatal";
    bool const woman = perinatal || chance_.happens(women_share);
    NewPerson person;
    auto& participant = person.participant;
    auto const name = new_name(woman);
    participant.given_name = name.given;
    participant.family_name = name.family;
    auto const years = std::clamp(chance_.normal(age_mean, age_deviation), static_cast<double>(age_min),
                                  static_cast<double>(perinatal ? perinatal_age_max : age_max));
    participant.birth_date = today - static_cast<int>(years * 365.25) - chance_.whole(1, 364);
    participant.sex = code(woman ? "female" : "male");
    participant.gender_identity = woman ? code(chance_.pick(women_say)) : code(chance_.pick(men_say));
    add_background(participant, woman, city);
    person.payer_kind = code(chance_.pick(payers));
    add_lists(person, today);
    return person;
}

void People::add_background(Participant& participant, bool woman, std::string const& city) {
    participant.race.words = {std::string(chance_.pick(races))};
    if (participant.race.contains("white") && chance_.happens(0.04)) {
        participant.race.words.emplace_back("american_indian_or_alaska_native");
    }
    participant.ethnicity = code(chance_.pick(ethnicities));
    std::string const language(chance_.pick(first_languages));
    participant.languages.words = {language};
    if (language != "en" && chance_.happens(0.6)) participant.languages.words.emplace_back("en");
    participant.housing_status = code(chance_.pick(housing));
    participant.employment_status = code(chance_.pick(employment));
    participant.primary_substance = code(chance_.pick(substances));
    if (chance_.happens(0.75)) {
        auto const risk = is_opioid(participant.primary_substance) ? 0.9 : 0.25;
        participant.overdose_count = chance_.poisson(risk);
    }
    if (chance_.happens(0.5)) participant.justice_involvement.words = {std::string(chance_.pick(courts))};
    participant.address.city = city;
    participant.address.state = "PA";
    if (participant.housing_status == "stable") {
        participant.address.line = std::to_string(chance_.whole(2, 480)) + " " + std::string(chance_.pick(streets));
    }
    if (chance_.happens(0.3)) participant.peer_preferences.words = {std::string(chance_.pick(wishes))};
    if (woman && chance_.happens(0.35)) participant.peer_preferences.words.emplace_back("woman");
    if (chance_.happens(0.35)) {
        participant.emergency_contact = {.name = chance_.any(names_.women) + " " + *participant.family_name,
                                         .relationship = std::string(chance_.pick(relations)),
                                         .phone = std::nullopt};
    }
}

void People::add_lists(NewPerson& person, Date today) {
    auto const& participant = person.participant;
    if (chance_.happens(0.84)) {
        person.phone = ParticipantPhone{.number = new_phone_number(),
                                        .kind = code("mobile"),
                                        .ok_to_text = chance_.happens(0.75),
                                        .ok_to_leave_message = chance_.happens(0.6)};
    }
    if (!(person.payer_kind == "unknown" || person.payer_kind == "uninsured")) {
        person.coverage = ParticipantCoverage{.payer = std::string(chance_.pick(plans)),
                                              .kind = person.payer_kind,
                                              .from = today - chance_.whole(40, 900)};
    }
    if (chance_.happens(0.3)) {
        auto const number = std::to_string(100'000 + ++record_numbers_);
        person.identifier = ParticipantIdentifier{.system = "Demonstration record number", .value = "DEMO-" + number};
    }
    if (chance_.happens(0.3)) {
        auto const other = code(chance_.pick(substances));
        if (!(other == participant.primary_substance) && !(other == "unknown")) {
            person.other_substance = ParticipantSubstance{.substance = other,
                                                          .ever_regular = chance_.happens(0.7),
                                                          .last_used_on = today - chance_.whole(1, 400),
                                                          .route = code(chance_.pick(routes))};
        }
    }
    if (participant.primary_substance == "unknown" || !chance_.happens(0.45)) return;
    person.diagnosis = ParticipantDiagnosis{.kind = code(diagnosis_of(participant.primary_substance)),
                                            .severity = code(chance_.pick(severities)),
                                            .since = today - chance_.whole(30, 3000),
                                            .asserted_by = code("clinician")};
    if (is_opioid(participant.primary_substance) && chance_.happens(0.75)) {
        person.moud =
            ParticipantMoud{.medication = code(chance_.pick(medications)), .started_on = today - chance_.whole(0, 300)};
    }
}

}  // namespace cairn::demonstration
