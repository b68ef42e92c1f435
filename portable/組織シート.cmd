@echo off
setlocal EnableExtensions DisableDelayedExpansion
title orgsheet
set "PYTHONUTF8=1"
set "NoDefaultCurrentDirectoryInExePath=1"
if not exist "%~dp0program\python\python.exe" goto incomplete
if not exist "%~dp0program\git\cmd\git.exe" goto incomplete
"%~dp0program\python\python.exe" "%~dp0program\start.py"
if errorlevel 1 pause
exit /b
:incomplete
echo このフォルダは、そろっていません。
echo zip のまま開いているときは、「すべて展開」を選んで展開し、展開したフォルダの中で、もう一度ダブルクリックしてください。
echo 展開したあとで消えたものがあるときは、フォルダを丸ごと消して、もう一度展開してください。
pause
exit /b 1
