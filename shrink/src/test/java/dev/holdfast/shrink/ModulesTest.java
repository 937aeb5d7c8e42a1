package dev.holdfast.shrink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Modules that people wrote. */
class ModulesTest {
  @Test
  void importsAndExports_stay_andNamesInsideAreShort() {
    String made =
        Modules.smaller(
            """
            // A comment.
            import { offlineStorage } from '../holdfast.js';
            import {
              make,
            } from './base.js';

            const aLongName = 1;
            /** What it does. */
            export function told(values) {
              return make(offlineStorage, aLongName + values.aMember, aLongName);
            }
            class Element extends Base {}
            export { Element };
            """);

    assertThat(made)
        .startsWith(
            "import { offlineStorage } from '../holdfast.js'; import { make, } from './base.js';")
        .contains("export const told=", "export const Element=", ".aMember")
        .doesNotContain("comment", "What it does", "values");
  }

  @Test
  void whatIsLoadedLater_isStillImported() {
    assertThat(Modules.smaller("export const load = () => import('./texts/de.js');\n"))
        .contains("import(\"./texts/de.js\")");
  }

  @Test
  void textsOfOtherScripts_stayReadable() {
    assertThat(Modules.smaller("// Arabic.\nexport default {\n  close: 'إغلاق',\n};\n"))
        .isEqualTo("export default {close:\"إغلاق\"};\n");
  }

  @Test
  void onlyExportsOfOthers_stayAsTheyAre() {
    assertThat(Modules.smaller("// All.\nexport { a, b } from './base.js';\n"))
        .isEqualTo("export { a, b } from './base.js';\n");
  }

  @Test
  void aModuleWithoutExports_isRefused() {
    assertThatThrownBy(() -> Modules.smaller("const a = 1;\n")).isInstanceOf(Unexpected.class);
  }
}
