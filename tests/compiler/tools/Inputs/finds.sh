#!/bin/sh
# 1 where the file is valid and has what the pattern says, 0 where not: finds.sh PATTERN FILE
snn-opt "$2" 2>/dev/null | grep -q "$1" && exit 1
exit 0
