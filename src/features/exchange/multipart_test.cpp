#include "features/exchange/multipart.hpp"

#include <gtest/gtest.h>

namespace cairn {
namespace {

std::string part(std::string const& head, std::string const& content) {
    return "--B\r\n" + head + "\r\n\r\n" + content + "\r\n";
}
std::string file_part(std::string const& name, std::string const& content) {
    return part("Content-Disposition: form-data; name=\"files\"; filename=\"" + name + "\"\r\nContent-Type: text/csv",
                content);
}
ErrorCode refusal_of(std::string const& body) { return parse_form(body, "B").error().code; }

TEST(Multipart, GivesThePartsAsTheyWereSent) {
    auto const body = file_part("people.csv", "id\r\n1\r\n") +
                      part("content-disposition: form-data; name=dry_run", "true") + "--B--\r\n";
    auto const parts = parse_form(body, "B");
    ASSERT_TRUE(parts) << to_string(parts.error());
    ASSERT_EQ(parts->size(), 2U);
    EXPECT_EQ(parts->at(0).name, "files");
    EXPECT_EQ(parts->at(0).file_name, "people.csv");
    EXPECT_EQ(parts->at(0).content, "id\r\n1\r\n");
    EXPECT_EQ(parts->at(1).name, "dry_run");
    EXPECT_FALSE(parts->at(1).file_name);
    EXPECT_EQ(parts->at(1).content, "true");
}

TEST(Multipart, TakesEmptyContentAndAnEndWithoutALineEnd) {
    auto const body = file_part("a.csv", "") + "--B--";
    auto const parts = parse_form(body, "B");
    ASSERT_TRUE(parts) << to_string(parts.error());
    EXPECT_EQ(parts->at(0).content, "");
    EXPECT_EQ(parse_form("--B--\r\n", "B")->size(), 0U);
}

TEST(Multipart, LeavesBytesThatOnlyResembleABoundaryInTheContent) {
    auto const content = std::string("x--B\n\r\n-B\0\xff", 11);
    auto const body = file_part("a.csv", content) + "--B--";
    auto const parts = parse_form(body, "B");
    ASSERT_TRUE(parts) << to_string(parts.error());
    EXPECT_EQ(parts->at(0).content, content);
}

TEST(Multipart, RefusesWhatIsNotAForm) {
    auto const good = file_part("a.csv", "x");
    for (auto const& body : std::vector<std::string>{
             std::string(),
             "preamble\r\n" + good + "--B--",
             good,                                 // no end
             good + "--B--epilogue",               // something behind it
             good + "--B--\r\n\r\n",               // …
             good + "--Bx",                        // another boundary
             "--B\r\n\r\ncontent\r\n--B--",        // no head
             "--B\r\nContent-Type: text/csv\r\n",  // cut off
             part("Content-Type: text/csv", "x") + "--B--",
             part("Content-Disposition: attachment; name=\"a\"", "x") + "--B--",
             part("Content-Disposition: form-data; filename=\"a.csv\"", "x") + "--B--",
             part("Content-Disposition: form-data; name=\"a\"; name=\"b\"", "x") + "--B--",
             part("Content-Disposition: form-data; name=\"a\"; filename*=UTF-8''a.csv", "x") + "--B--",
             part("Content-Disposition: form-data; name=\"a\\\"b\"", "x") + "--B--",
             part("Content-Disposition: form-data; name=\"a", "x") + "--B--",
             part("Content-Disposition: form-data; name=\"a\"\r\nContent-Transfer-Encoding: base64", "eA==") + "--B--",
             part("Content-Disposition: form-data; name=\"a\"\r\n folded: line", "x") + "--B--",
             part("Content-Disposition: form-data; name=\"a\nb\"", "x") + "--B--",
             part("Content-Disposition: form-data; name=\"a\"\r\nX-Long: " + std::string(form_part_head_bytes_max, 'x'),
                  "x") +
                 "--B--",
         }) {
        auto const parts = parse_form(body, "B");
        ASSERT_FALSE(parts) << body;
        EXPECT_EQ(parts.error().code, ErrorCode::malformed) << body;
    }
}

TEST(Multipart, RefusesMorePartsThanItsLimit) {
    std::string body;
    for (std::size_t i = 0; i < form_parts_max; ++i) body += file_part("a.csv", "x");
    EXPECT_TRUE(parse_form(body + "--B--", "B"));
    EXPECT_EQ(refusal_of(body + file_part("a.csv", "x") + "--B--"), ErrorCode::too_large);
}

TEST(Multipart, KnowsTheBoundaryOfAForm) {
    EXPECT_EQ(form_boundary("multipart/form-data; boundary=----WebKitFormBoundaryX"), "----WebKitFormBoundaryX");
    EXPECT_EQ(form_boundary("Multipart/Form-Data; charset=utf-8; Boundary=\"a b\""), std::nullopt);
    EXPECT_EQ(form_boundary("multipart/form-data; boundary=\"a=b\""), "a=b");
    for (auto const* other : {"", "application/zip", "multipart/mixed; boundary=B", "multipart/form-data",
                              "multipart/form-data; boundary=", "multipart/form-data; boundary=B; boundary=C",
                              "multipart/form-data boundary=B", "multipart/form-data; boundary=\"B"}) {
        EXPECT_EQ(form_boundary(other), std::nullopt) << other;
    }
    EXPECT_EQ(form_boundary("multipart/form-data; boundary=" + std::string(71, 'B')), std::nullopt);
}

}  // namespace
}  // namespace cairn
