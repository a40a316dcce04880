#include "features/caseloads/shown_name.hpp"

#include "base/text.hpp"

namespace cairn {

std::string shown_name(std::string_view given, std::string_view family, std::string_view preferred) {
    std::vector<std::string> parts;
    for (auto const part : {preferred.empty() ? given : preferred, family}) {
        if (!part.empty()) parts.emplace_back(part);
    }
    return join(parts, " ");
}

std::string shown_name(Reader& reader, Id<Participant> const& id) {
    std::string name;
    reader.each({"SELECT given_name, family_name, preferred_name FROM participant WHERE id = $1", {to_string(id)}},
                [&](Row const& row) {
                    name = shown_name(row.text(0), row.text(1), row.text(2));
                    return false;
                });
    return name;
}

}  // namespace cairn
