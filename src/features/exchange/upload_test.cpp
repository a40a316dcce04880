#include "features/exchange/upload.hpp"

#include <gtest/gtest.h>
#include <zip.h>

#include <fstream>
#include <sstream>

#include "base/temporary_folder.hpp"
#include "features/exchange/exchange_limits.hpp"
#include "features/exchange/exchange_testing.hpp"

namespace cairn {
namespace {

class Uploads : public testing::Test {
protected:
    Result<Upload> receive(std::string content_type, std::string body) {
        HttpRequest request{.method = "POST", .target = "/api/v1/imports", .body = std::move(body)};
        request.headers.push_back({"Content-Type", std::move(content_type)});
        return receive_upload(request, folder_.path());
    }
    Result<Upload> receive_zip(std::vector<SentFile> const& files) { return receive("application/zip", zip_of(files)); }
    Result<Upload> receive_form(std::vector<SentFile> const& files) { return receive(form_type, form_of(files)); }
    std::string content(std::string const& name) { return content_of(folder_.path() / name); }
    std::size_t count() {
        return static_cast<std::size_t>(
            std::distance(std::filesystem::directory_iterator(folder_.path()), std::filesystem::directory_iterator()));
    }

    TemporaryFolder folder_;
};

TEST_F(Uploads, WritesTheFilesOfAFormForTheirOwnerOnly) {
    auto const upload = receive_form({{"people.csv", "id\n1\n"}, {"mapping.toml", "[[file]]"}});
    ASSERT_TRUE(upload) << to_string(upload.error());
    EXPECT_EQ(upload->files, (std::vector<std::string>{"people.csv", "mapping.toml"}));
    EXPECT_FALSE(upload->dry_run);
    EXPECT_EQ(content("people.csv"), "id\n1\n");
    EXPECT_EQ(std::filesystem::status(folder_.path() / "people.csv").permissions(), std::filesystem::perms(0600));
}

TEST_F(Uploads, TakesAZipAsItIsOrFromAForm) {
    auto const zip = zip_of({{"people.csv", "id\n1\n"}, {"mapping.toml", "[[file]]"}});
    ASSERT_TRUE(receive("application/zip", zip));
    EXPECT_EQ(content("mapping.toml"), "[[file]]");
    TemporaryFolder other;
    HttpRequest request{.method = "POST", .target = "/", .body = form_of({{"All of it.ZIP", zip}})};
    request.headers.push_back({"Content-Type", form_type});
    ASSERT_TRUE(receive_upload(request, other.path()));
    EXPECT_EQ(content_of(other.path() / "people.csv"), "id\n1\n");
}

TEST_F(Uploads, CallsThePartNamedMappingTheMappingAndReadsDryRun) {
    auto const body = "--B\r\nContent-Disposition: form-data; name=\"mapping\"; filename=\"ours.toml\"\r\n\r\n[[file]]"
                      "\r\n--B\r\nContent-Disposition: form-data; name=\"dry_run\"\r\n\r\ntrue"
                      "\r\n--B\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.csv\"\r\n\r\nid"
                      "\r\n--B--\r\n";
    auto const upload = receive(form_type, body);
    ASSERT_TRUE(upload) << to_string(upload.error());
    EXPECT_TRUE(upload->dry_run);
    EXPECT_EQ(content("mapping.toml"), "[[file]]");
}

TEST_F(Uploads, RefusesNamesThatLeadSomewhereElse) {
    for (auto const* name : {"../people.csv", "/etc/people.csv", "data/people.csv", "..\\people.csv", ".people.csv",
                             "people.txt", "people.csv.exe", ".csv", "", "people\n.csv", "C:people.csv", "people.CSV",
                             "mapping.toml/x.csv", "__MACOSX/._people.csv", "caf\xc3\xa9.csv"}) {
        auto const zip = receive_zip({{name, "id\n"}});
        ASSERT_FALSE(zip) << name;
        EXPECT_NE(zip.error().code, ErrorCode::unavailable) << name;
        if (std::string_view(name).find('\n') != std::string_view::npos || *name == '\0') continue;
        auto const form = receive_form({{name, "id\n"}});
        ASSERT_FALSE(form) << name;
    }
    EXPECT_EQ(count(), 0U);
    EXPECT_FALSE(std::filesystem::exists(folder_.path().parent_path() / "people.csv"));
    EXPECT_FALSE(is_upload_name(std::string(upload_name_characters_max, 'a') + ".csv"));
    EXPECT_TRUE(is_upload_name("People 2026-08.v2_final.csv"));
}

TEST_F(Uploads, RefusesTwoFilesOfOneName) {
    EXPECT_EQ(receive_form({{"a.csv", "1"}, {"A.csv", "2"}}).error().problems.at(0).code, "duplicate");
}

TEST_F(Uploads, RefusesMoreFilesThanTheLimit) {
    std::vector<SentFile> files;
    for (std::size_t i = 0; i <= upload_files_max; ++i) files.push_back({"f" + std::to_string(i) + ".csv", "id"});
    EXPECT_EQ(receive_form(files).error().code, ErrorCode::too_large);
    EXPECT_EQ(receive_zip(files).error().code, ErrorCode::too_large);
}

TEST_F(Uploads, RefusesAZipThatIsMuchLargerInside) {
    auto const refusal = receive_zip({{"people.csv", std::string(std::size_t{8} << 20U, '1')}});
    ASSERT_FALSE(refusal);
    EXPECT_EQ(refusal.error().code, ErrorCode::too_large);
    EXPECT_LT(std::filesystem::file_size(folder_.path() / "people.csv"), std::size_t{4} << 20U);
}

TEST_F(Uploads, CountsWhatComesOutOfAZipAndNotWhatItSays) {
    auto zip = zip_of({{"people.csv", std::string(std::size_t{8} << 20U, '1')}});
    // The unpacked size as both headers say it: here 1 instead of 8 MiB.
    std::string const true_size("\0\0\x80\0", 4);
    std::string const said("\1\0\0\0", 4);
    for (auto at = zip.find(true_size); at != std::string::npos; at = zip.find(true_size)) zip.replace(at, 4, said);
    auto const refusal = receive("application/zip", zip);
    ASSERT_FALSE(refusal);
    EXPECT_LT(std::filesystem::exists(folder_.path() / "people.csv")
                  ? std::filesystem::file_size(folder_.path() / "people.csv")
                  : 0,
              std::size_t{4} << 20U);
}

TEST_F(Uploads, RefusesWhatIsNoZipOrADamagedOne) {
    auto const zip = zip_of({{"people.csv", "id\n1\n2\n3\n"}});
    for (auto const& body : {std::string(), std::string("PK"), zip.substr(0, zip.size() / 2), std::string(1000, 'x')}) {
        EXPECT_EQ(receive("application/zip", body).error().code, ErrorCode::malformed);
    }
    auto altered = zip;
    auto const at = altered.find("id\n1\n");  // so small that it is stored as it is
    ASSERT_NE(at, std::string::npos);
    altered[at] = 'x';
    EXPECT_EQ(receive("application/zip", altered).error().code, ErrorCode::malformed);
}

TEST_F(Uploads, RefusesOtherTypesAndAnEmptyForm) {
    EXPECT_EQ(receive("application/json", "{}").error().code, ErrorCode::unsupported_type);
    EXPECT_EQ(receive(form_type, "--B--\r\n").error().problems.at(0).field, "files");
    EXPECT_EQ(receive(form_type, "--B\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n1\r\n--B--").error().code,
              ErrorCode::invalid);
}

}  // namespace
}  // namespace cairn
