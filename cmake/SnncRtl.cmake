# Models of the chip as shared libraries, one a target description and kind.

file(GLOB SNNC_RTL_SOURCES CONFIGURE_DEPENDS
  ${PROJECT_SOURCE_DIR}/rtl/noc/*.sv ${PROJECT_SOURCE_DIR}/rtl/core/*.sv ${PROJECT_SOURCE_DIR}/rtl/chip/*.sv)
set(SNNC_RTL_MODEL_SOURCES
  ${PROJECT_SOURCE_DIR}/rtl/model/build.sh ${PROJECT_SOURCE_DIR}/rtl/model/model.cpp
  ${PROJECT_SOURCE_DIR}/rtl/model/capture.h ${PROJECT_SOURCE_DIR}/sim/mesh/model/ModelInterface.h)

# snnc_rtl_package(NAME TARGET.json): NAME.sv (chip_pkg) and NAME.json (canonical) in build/rtl/
function(snnc_rtl_package name json)
  set(folder ${CMAKE_BINARY_DIR}/rtl)
  add_custom_command(OUTPUT ${folder}/${name}.sv ${folder}/${name}.json
    COMMAND ${CMAKE_COMMAND} -E make_directory ${folder}
    COMMAND snnc-fields sv ${json} > ${folder}/${name}.sv
    COMMAND snnc-fields target ${json} > ${folder}/${name}.json
    DEPENDS snnc-fields ${json} VERBATIM)
  add_custom_target(SnncRtlPackage-${name} DEPENDS ${folder}/${name}.sv ${folder}/${name}.json)
endfunction()

# snnc_rtl_model(NAME PACKAGE [options of build.sh]): build/lib/snnc/rtl/NAME.so, with a target
# SnncRtlModel-NAME that is built by default
function(snnc_rtl_model name package)
  set(folder ${CMAKE_BINARY_DIR}/rtl)
  set(library ${CMAKE_BINARY_DIR}/lib/snnc/rtl/${name}.so)
  if(SNNC_RTL_MODELS_FROM)
    # A build of other C++ flags: the models are the same.
    add_custom_command(OUTPUT ${library}
      COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_BINARY_DIR}/lib/snnc/rtl
      COMMAND ${CMAKE_COMMAND} -E create_symlink ${SNNC_RTL_MODELS_FROM}/${name}.so ${library}
      DEPENDS ${SNNC_RTL_MODELS_FROM}/${name}.so VERBATIM)
  else()
    add_custom_command(OUTPUT ${library}
      COMMAND ${CMAKE_COMMAND} -E env CXX=${CMAKE_CXX_COMPILER} ${PROJECT_SOURCE_DIR}/rtl/model/build.sh
              ${folder}/${package}.sv ${folder}/${package}.json ${library} ${ARGN}
      DEPENDS SnncRtlPackage-${package} ${folder}/${package}.sv ${folder}/${package}.json ${SNNC_RTL_SOURCES}
              ${SNNC_RTL_MODEL_SOURCES}
      COMMENT "Verilating ${name}" VERBATIM)
  endif()
  add_custom_target(SnncRtlModel-${name} ALL DEPENDS ${library})
endfunction()
