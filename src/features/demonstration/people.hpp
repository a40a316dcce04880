// Makes up people who might come to a peer recovery program. Nobody is meant; see defaults/names.toml.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "features/demonstration/chance.hpp"
#include "features/participants/participant.hpp"

namespace cairn::demonstration {

// A person as they are when they first come. The entries name no participant yet.
struct NewPerson {
    Participant participant{};
    Code payer_kind{};
    std::optional<ParticipantPhone> phone{};
    std::optional<ParticipantCoverage> coverage{};
    std::optional<ParticipantIdentifier> identifier{};
    std::optional<ParticipantSubstance> other_substance{};
    std::optional<ParticipantDiagnosis> diagnosis{};
    std::optional<ParticipantMoud> moud{};
};

struct Names {
    std::vector<std::string> women{};
    std::vector<std::string> men{};
    std::vector<std::string> families{};
};

Names read_names();

class People {
public:
    explicit People(Chance& chance) : chance_(chance), names_(read_names()) {}

    // Somebody who comes to a site of that setting in that town, by `today`.
    NewPerson make(std::string_view setting, std::string const& city, Date today);
    // A name that no participant or member of staff of this demonstration has yet; `woman` says from which list.
    struct Name {
        std::string given;
        std::string family;
    };
    Name new_name(bool woman);
    std::string new_phone_number();  // of those set aside for fiction: 555-0100 to 555-0199 of each area

private:
    void add_background(Participant& participant, bool woman, std::string const& city);
    void add_lists(NewPerson& person, Date today);

    Chance& chance_;
    Names names_;
    std::set<std::string> taken_names_{};
    int phone_numbers_ = 0;
    int record_numbers_ = 0;
};

}  // namespace cairn::demonstration
