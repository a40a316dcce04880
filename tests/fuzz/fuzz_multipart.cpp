// Forms: any bytes are a form or a refusal, and parts that were read can be written and read again.
//
// The input is a Content-Type in the first line, and the body behind it.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "check.hpp"
#include "features/exchange/multipart.hpp"

using namespace cairn;

namespace {

std::string written(std::vector<FormPart> const& parts, std::string const& boundary) {
    std::string body;
    for (auto const& part : parts) {
        body += "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + part.name + '"';
        if (part.file_name) body += "; filename=\"" + *part.file_name + '"';
        body += "\r\n\r\n";
        body += part.content;
        body += "\r\n";
    }
    return body + "--" + boundary + "--\r\n";
}

bool are_same(std::vector<FormPart> const& a, std::vector<FormPart> const& b) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (a[i].name != b[i].name || a[i].file_name != b[i].file_name || a[i].content != b[i].content) return false;
    }
    return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const text(reinterpret_cast<char const*>(data), size);
    auto const line = text.substr(0, text.find('\n'));
    auto const body = text.substr(line.size() < text.size() ? line.size() + 1 : text.size());
    auto const boundary = form_boundary(line);
    if (!boundary) return 0;
    fuzz::demand(!boundary->empty() && boundary->size() <= form_boundary_characters_max, "a boundary has its length");
    auto const parts = parse_form(body, *boundary);
    if (!parts) return 0;
    fuzz::demand(parts->size() <= form_parts_max, "a form has no more parts than its limit");
    for (auto const& part : *parts) {
        fuzz::demand(part.content.empty() || (part.content.data() >= body.data() &&
                                              part.content.data() + part.content.size() <= body.data() + body.size()),
                     "content lies in the body");
        fuzz::demand(part.name.find_first_of("\r\n\"") == std::string::npos, "a name is one line");
    }
    auto const second = written(*parts, *boundary);
    auto const again = parse_form(second, *boundary);
    fuzz::demand(again.has_value() && are_same(*parts, *again), "a form that was read can be written and read again");
    return 0;
}
