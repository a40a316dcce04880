#include "app/config.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "store/testing.hpp"

namespace cairn {
namespace {

class ConfigFile : public testing::Test {
protected:
    std::string write(std::string const& text) {
        auto const path = (folder_.path() / "cairn.toml").string();
        std::ofstream(path) << text;
        return path;
    }
    void TearDown() override { ::unsetenv("CAIRN_CONNECTIONS"); }

private:
    TemporaryFolder folder_;
};

TEST_F(ConfigFile, AFlagWinsOverTheEnvironmentAndThatOverTheFile) {
    auto const path = write("connections = 3\nbusy_seconds = 7\n");
    EXPECT_EQ(load_config(path, {})->number("connections"), 3);
    ::setenv("CAIRN_CONNECTIONS", "4", 1);
    EXPECT_EQ(load_config(path, {})->number("connections"), 4);
    auto const config = load_config(path, {{"connections", "5"}});
    EXPECT_EQ(config->number("connections"), 5);
    EXPECT_EQ(config->setting("connections").source, "flag --connections");
    EXPECT_EQ(config->number("busy_seconds"), 7);
    EXPECT_EQ(config->setting("actor").source, "default");
}

TEST_F(ConfigFile, UnknownKeysAndWrongValuesStopTheProgramAllAtOnce) {
    auto const refused = load_config(write("conections = 3\nbusy_seconds = \"soon\"\ndatabase = [1]\n"), {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().problems.size(), 3U);
}

TEST_F(ConfigFile, FlagsAreTrueOrFalseAndListsMayBeWrittenInThreeWays) {
    auto const file = load_config(write("behind_proxy = true\nproxies = [\"10.0.0.1\", \"10.0.0.2\"]\n"), {});
    ASSERT_TRUE(file) << to_string(file.error());
    EXPECT_TRUE(file->flag("behind_proxy"));
    EXPECT_EQ(file->list("proxies"), (std::vector<std::string>{"10.0.0.1", "10.0.0.2"}));
    EXPECT_EQ(load_config(write("proxies = \"10.0.0.1; 10.0.0.2;\"\n"), {})->list("proxies"), file->list("proxies"));
    EXPECT_EQ(load_config(write(""), {{"proxies", "10.0.0.1;10.0.0.2"}})->list("proxies"), file->list("proxies"));
    EXPECT_FALSE(load_config(write(""), {})->flag("behind_proxy"));
    EXPECT_FALSE(load_config(write("behind_proxy = \"perhaps\"\n"), {}));
    EXPECT_FALSE(load_config(write("proxies = [1]\n"), {}));
    EXPECT_FALSE(load_config(write("listen = [\"a\"]\n"), {}));
}

TEST_F(ConfigFile, ANamedFileMustExistAndBeToml) {
    EXPECT_FALSE(load_config("/nowhere/cairn.toml", {}));
    EXPECT_FALSE(load_config(write("connections = = 3"), {}));
}

TEST_F(ConfigFile, ExplainShowsEveryKeyButNoPassword) {
    auto const config = load_config(std::nullopt, {{"database", "postgresql://ana:s3cret@db/cairn?password=hidden"}});
    auto const text = explain(*config);
    for (auto const& key : config_keys) EXPECT_NE(text.find(key.name), std::string::npos);
    EXPECT_EQ(text.find("s3cret"), std::string::npos);
    EXPECT_EQ(text.find("hidden"), std::string::npos);
    auto const several =
        load_config(std::nullopt, {{"organizations", "a=postgresql://ana:s3cret@db/a;b=postgresql://ben:hidden@db/b"}});
    EXPECT_EQ(explain(*several).find("s3cret"), std::string::npos);
    EXPECT_EQ(explain(*several).find("hidden"), std::string::npos);
    EXPECT_NE(explain(*several).find("@db/b"), std::string::npos);
}

}  // namespace
}  // namespace cairn
