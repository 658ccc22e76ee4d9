"""Digests of the texts that the course has handed out so far, see `autograder.submission.given_files`."""

DIGESTS: dict[str, frozenset[str]] = {
    "fast_layers.py": frozenset(
        {
            "d7dbb22917d33c3c8b5936ce30ab51b0af8e7b2cfe0ca3104ef070d1e6224cb2",
            "b04218a174c01a42b495c0d2298fa4ad16af246ae55833840c3cdaee49143642",
            "d9fd7494977fe634f40d91ec19daf2590dddcb5c3af3d6175777c56cedb6a149",
            "86906d137e2bc98c43742a356d4882a286f09a4396eae42ebc194fe17757313f",
        }
    ),
    "im2col.py": frozenset(
        {
            "1d56a81d61cf7da54ff6b3a15f5fac6e2dfc5e8d9cdbfe7dab3eec1f00529d69",
            "54e80c771278af9badb024bed5f53b603ef5631e4f035f3ec33762f757008c89",
            "b41b58b1cc26b4f646e164a69aee5a9423b2b779e4773874fda0e98584cdee5d",
        }
    ),
    "im2col_cython.pyx": frozenset(
        {
            "433775277b32303e33062da23ba74368cce9972c5ae8d1059ca99970b9f8a3b8",
        }
    ),
    "layer_utils.py": frozenset(
        {
            "463113891ac19d71f0201e47a28f9c021d7f9b252bd0393620546dfa11558a6c",
            "8a182e1455a147945351ec73137c031288ba8a7d801d94cb2e80901b420cc4a8",
            "0bf10e846551c688c860dea5db6963505b21feccb449851cf3f4d6609f92d636",
            "3b9c3ec9352654d966041bc024ea94619b9495cb264677ba79f5ea32d48446a7",
        }
    ),
    "solver.py": frozenset(
        {
            "396362e3863ac145aff877d6af5524cd08cbc176e0f64ebc25fce1e9113da33f",
            "272ebaf627f664d0adcff392eddb2acc7ea146cf38c70590c65f1c17eaeb835e",
            "b02100529c323bbbe1af11dd6d64bbfe1094fc7f14fa2d1b8c4cda8ee15f1bdd",
        }
    ),
    "gradient_check.py": frozenset(
        {
            "1e0889f2b78d8c4e5d0de57a2c6ad9f841fd742ec0154f3c856a27ceb478bf4b",
            "0ac5a23fa6c16402285596f978d32c7935dac8e60832fa8184ef859af86e60e7",
        }
    ),
    "data_utils.py": frozenset(
        {
            "9b1d51300be9a43532a1ea3eb8e54f08e9f3860c15bf1edd32fc30ab08201820",
            "c22032b48c88c43cf6d27d258e5f76c104b9d427222f3de20d413c520be7b057",
            "21e2504fd7a7d891c9471f4713e07ef2a23825b2fefed1dd1107b9a1d31ea15e",
            "5a06d81b9412ea503909aa2e3dd07dd5a96148c0de5314078bf62db55d7e5fdc",
        }
    ),
    "vis_utils.py": frozenset(
        {
            "24070ba050731b4b568bc2f72c6163fd6905a1aaf442cb77c04f103e3d969487",
            "dc9d7be44b06861f9d4e1ad3fbefe1007d98425f93b8dffade88e918d7ba1eca",
        }
    ),
    "setup.py": frozenset(
        {
            "0d69989263ae73b67ae5fcfccbbeb93b45d3d6b6fa397a669e68be8cf77ca4e0",
            "4148bda01cfe57c3c75d2f52132253d4de5ff28ee9e3409346ccd79370fc20d5",
        }
    ),
    "__init__.py": frozenset(
        {
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        }
    ),
}
