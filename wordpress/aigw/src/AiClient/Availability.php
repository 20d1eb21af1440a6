<?php
/**
 * Whether the gateway can be used.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw\AiClient;

use WordPress\AiClient\Providers\Contracts\ProviderAvailabilityInterface;
use WordPress\AiClient\Providers\Http\Exception\ClientException;

defined( 'ABSPATH' ) || exit;

/**
 * Tells core whether the provider is configured, and remembers why it is not: refused, or not reached.
 */
final class Availability implements ProviderAvailabilityInterface {

	/**
	 * The list of models; asking for it is the test.
	 *
	 * @var Directory
	 */
	private $directory;

	/**
	 * Whether the last test failed without the gateway having refused.
	 *
	 * @var bool
	 */
	private static $unreached = false;

	/**
	 * Makes it.
	 *
	 * @param Directory $directory The list of models.
	 */
	public function __construct( Directory $directory ) {
		$this->directory = $directory;
	}

	/**
	 * Whether the gateway lists models for the credential in force (a kept list counts while the gateway is away).
	 *
	 * @return bool
	 */
	public function isConfigured(): bool {
		self::$unreached = false;
		try {
			$this->directory->listModelMetadata();
			return true;
		} catch ( ClientException $e ) {
			self::$unreached = ! in_array( (int) $e->getCode(), array( 400, 401, 403 ), true );
		} catch ( \Exception $e ) {
			self::$unreached = true;
		}
		return false;
	}

	/**
	 * Whether the last test failed although nobody said that the credential is wrong.
	 *
	 * @return bool
	 */
	public static function unreached(): bool {
		return self::$unreached;
	}
}
